import { DriftSection } from "@/components/drift/drift-section";
import { requireActor } from "@/lib/server/auth/actor";
import type { DriftPart } from "@/lib/server/services/drift/drift-view";
import { readDrift } from "@/lib/server/services/drift/read-drift";
import { readDriftMeaning } from "@/lib/server/services/drift/read-drift-meaning";
import { revertAction } from "./applies/[apply]/actions";
import { acceptDriftAction, ignoreChainAction, lookNowAction, takeOthersAction } from "./drift-actions";
import { ToldMeaning } from "./told-meaning";

type LiveStandingProps = { hostId: string; confirmedId: string; busy: boolean };

/** How the rules on the host stand beside the confirmed ones, by the last look. */
export async function LiveStanding({ hostId, confirmedId, busy }: LiveStandingProps) {
  const actor = await requireActor();
  const view = await readDrift({ actor }, { hostId });
  const told = (part: DriftPart) => (
    <ToldMeaning
      hostId={hostId}
      ask={() => readDriftMeaning({ actor }, { hostId, part })}
      explain={{ before: part === "own" ? "confirmed" : null, after: "live" }}
    />
  );
  return (
    <DriftSection
      view={view}
      busy={busy}
      verbs={{
        look: lookNowAction.bind(null, hostId),
        putBack: revertAction.bind(null, hostId, confirmedId),
        accept: acceptDriftAction.bind(null, hostId),
        takeOthers: takeOthersAction.bind(null, hostId, view?.changedHash ?? ""),
        ignore: ignoreChainAction.bind(null, hostId, true),
        watch: ignoreChainAction.bind(null, hostId, false),
      }}
      own={view !== null && view.own !== "equal" && told("own")}
      others={view !== null && view.others !== "equal" && told("others")}
    />
  );
}
