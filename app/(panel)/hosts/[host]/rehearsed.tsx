import { RehearsalSection } from "@/components/rehearsal/rehearsal-section";
import type { Failure } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import { readRehearsal } from "@/lib/server/services/rehearsal/read-rehearsal";
import { readRehearsalMeaning } from "@/lib/server/services/rehearsal/read-rehearsal-meaning";
import { ToldMeaning } from "./told-meaning";

type RehearsedProps = {
  hostId: string;
  busy: boolean;
  start: (before: Failure | null, form: FormData) => Promise<Failure | null>;
};

/** What the next start would load, and what that changes for packets where it changes anything. */
export async function Rehearsed({ hostId, busy, start }: RehearsedProps) {
  const actor = await requireActor();
  const rehearsal = await readRehearsal({ actor }, { hostId });
  const changes =
    rehearsal !== null && !rehearsal.stale && !["same", "cannot-tell"].includes(rehearsal.outcome);
  return (
    <RehearsalSection hostId={hostId} rehearsal={rehearsal} busy={busy} start={start}>
      {changes && (
        <ToldMeaning
          hostId={hostId}
          ask={() => readRehearsalMeaning({ actor }, { hostId })}
          explain={{ before: "confirmed", after: null }}
          between="restart"
        />
      )}
    </RehearsalSection>
  );
}
