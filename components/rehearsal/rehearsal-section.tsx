"use client";

import {
  CircleCheck,
  CircleHelp,
  CircleSlash,
  type LucideIcon,
  RotateCw,
  ShieldAlert,
  TriangleAlert,
} from "lucide-react";
import Link from "next/link";
import { type ReactNode, useActionState } from "react";
import { useTranslations } from "use-intl";
import type { Failure } from "@/lib/client/outcome";
import { useFindingText } from "@/lib/client/use-finding-text";
import type { RehearsalOutcome } from "@/lib/core/rehearsal/rehearsal";
import type { RehearsalView } from "@/lib/server/services/rehearsal/rehearsal-view";
import { Button, buttonClasses } from "../ui/button";
import { Disclosure } from "../ui/disclosure";
import { FailureNote } from "../ui/failure-note";
import { Section } from "../ui/section";
import { StateWord, type Tone } from "../ui/state-word";
import { Time } from "../ui/time";

type Shown = RehearsalOutcome | "never" | "stale";

const looks: Readonly<Record<Shown, { tone: Tone; icon: LucideIcon }>> = {
  same: { tone: "confirmed", icon: CircleCheck },
  differs: { tone: "drift", icon: TriangleAlert },
  minimal: { tone: "pending", icon: TriangleAlert },
  nothing: { tone: "failed", icon: ShieldAlert },
  "cannot-tell": { tone: "unknown", icon: CircleHelp },
  never: { tone: "refused", icon: CircleSlash },
  stale: { tone: "refused", icon: CircleSlash },
};

/** Where another apply stores anew what a start loads; a unit that is switched off is nothing that an apply mends. */
function mendedByApply({ stale, outcome, why }: RehearsalView): boolean {
  if (stale || why === "unit-disabled") return false;
  return outcome === "minimal" || outcome === "differs" || outcome === "nothing" || why === "old-script";
}

type RehearsalSectionProps = {
  hostId: string;
  /** Null: there was none. */
  rehearsal: RehearsalView | null;
  /** An apply is under way: what is stored may be about to change. */
  busy: boolean;
  start: (before: Failure | null, form: FormData) => Promise<Failure | null>;
  /** What would change for packets. */
  children?: ReactNode;
};

/** What a restart would make of the confirmed rules, when that was last tried, and the way to try it again. */
export function RehearsalSection({ hostId, rehearsal, busy, start, children }: RehearsalSectionProps) {
  const t = useTranslations("rehearsal");
  const [fault, startNow, starting] = useActionState(start, null);
  const shown: Shown = rehearsal === null ? "never" : rehearsal.stale ? "stale" : rehearsal.outcome;
  return (
    <Section title={t("title")} lead={t("lead")}>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 rounded-3 border bg-raised p-4">
        <div className="min-w-0 flex-1 basis-80 text-14">
          <StateWord {...looks[shown]} word={t(`word.${shown}`)} />
          <p className="mt-1 max-w-prose">
            {t(`text.${shown}`, { number: rehearsal?.number ?? 0 })}
            {rehearsal?.why && !rehearsal.stale && ` ${t(`why.${rehearsal.why}`)}`}
          </p>
          {rehearsal && <RehearsalDetails rehearsal={rehearsal} />}
          {rehearsal && mendedByApply(rehearsal) && (
            <p className="mt-3">
              <Link href={`/hosts/${hostId}/review`} className={buttonClasses({ size: "small" })}>
                {t("review")}
              </Link>
            </p>
          )}
        </div>
        <form action={startNow}>
          <Button type="submit" pending={starting} disabled={busy}>
            <RotateCw aria-hidden /> {t("start")}
          </Button>
        </form>
      </div>
      <FailureNote failure={fault} />
      {children && <div className="mt-3">{children}</div>}
    </Section>
  );
}

function RehearsalDetails({ rehearsal }: { rehearsal: RehearsalView }) {
  const t = useTranslations("rehearsal");
  const text = useFindingText();
  const { at, createdBy, flushers, fault, failure, loaded, outcome, stale } = rehearsal;
  const families = [
    { family: "IPv4", load: loaded?.ipv4 ?? null },
    { family: "IPv6", load: loaded?.ipv6 ?? null },
  ];
  return (
    <>
      {!stale && (outcome === "minimal" || outcome === "nothing") && (
        <ul className="mt-1">
          {families.map(
            ({ family, load }) => load && <li key={family}>{t(`family.${load}`, { family })}</li>,
          )}
        </ul>
      )}
      {failure !== null && !stale && (
        <p className="mt-1 max-w-prose">{text.failure({ ...failure, problems: [] })}</p>
      )}
      {flushers.length > 0 && (
        <p className="mt-1 max-w-prose">{t("flushers", { names: flushers.join(", ") })}</p>
      )}
      <p className="mt-2 text-13 text-ink-3">
        {t.rich("when", { when: () => <Time value={at} />, by: createdBy ?? "confirm" })}
      </p>
      {fault !== "" && !stale && (
        <div className="mt-2">
          <Disclosure title={t("fault")}>
            <pre className="overflow-x-auto whitespace-pre-wrap font-mono text-12">{fault}</pre>
          </Disclosure>
        </div>
      )}
    </>
  );
}
