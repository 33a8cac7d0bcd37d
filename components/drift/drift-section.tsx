"use client";

import { CircleCheck, CircleHelp, FileWarning, GitCompareArrows, Radar, Users } from "lucide-react";
import type { ReactNode } from "react";
import { useActionState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import type { Failure } from "@/lib/client/outcome";
import { useFindingText } from "@/lib/client/use-finding-text";
import type { DriftView } from "@/lib/server/services/drift/drift-view";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { Section } from "../ui/section";
import { SentenceGap } from "../ui/sentence-gap";
import { StateWord, type Tone, toneGround } from "../ui/state-word";
import { Time } from "../ui/time";
import { DriftClues } from "./drift-clues";
import { IgnoredChains } from "./ignored-chains";
import { OthersChanged } from "./others-changed";
import { WaysOut } from "./ways-out";

type Act = (before: Failure | null, form: FormData) => Promise<Failure | null>;

/** What can be done; each leads to a new state of the page. */
export type DriftVerbs = {
  readonly look: Act;
  readonly accept: Act;
  readonly putBack: Act;
  readonly takeOthers: Act;
  /** The form names the chain. */
  readonly ignore: Act;
  readonly watch: Act;
};

type DriftSectionProps = {
  /** Null: nothing was looked at since the last confirm. */
  view: DriftView | null;
  verbs: DriftVerbs;
  /** An apply is not over: nothing is looked at. */
  busy: boolean;
  /** What changed for packets in our own chains, and by the rules of others; null where nothing did. */
  own: ReactNode;
  others: ReactNode;
};

const looks = {
  same: { tone: "confirmed", icon: CircleCheck },
  drifted: { tone: "drift", icon: GitCompareArrows },
  "others-changed": { tone: "drift", icon: Users },
  "cannot-tell": { tone: "unknown", icon: CircleHelp },
} as const satisfies Record<DriftView["state"], { tone: Tone; icon: typeof Users }>;

/** How the rules on the host stand beside the confirmed ones, and the ways out where they differ. */
export function DriftSection({ view, verbs, busy, own, others }: DriftSectionProps) {
  const t = useTranslations("drift");
  return (
    <Section title={t("title")}>
      <div className="flex flex-col gap-4">
        <Standing view={view} look={verbs.look} busy={busy} />
        {view !== null && view.own !== "equal" && (
          <div className="flex flex-col gap-3">
            <h3 className="font-semibold text-14">{t("own.title", { number: view.apply.number })}</h3>
            {own}
            {view.lost.length > 0 && <LostRules rules={view.lost} />}
            {view.own === "different" && <DriftClues clues={view.clues} />}
            <WaysOut view={view} accept={verbs.accept} putBack={verbs.putBack} busy={busy} />
          </div>
        )}
        {view !== null && view.others !== "equal" && (
          <OthersChanged
            changed={view.changed}
            ignore={verbs.ignore}
            takeOthers={verbs.takeOthers}
            meaning={others}
          />
        )}
        {view !== null && view.ignored.length > 0 && (
          <IgnoredChains ignored={view.ignored} watch={verbs.watch} />
        )}
      </div>
    </Section>
  );
}

/** Rules that decide about no packet and are missed all the same. */
function LostRules({ rules }: { rules: readonly string[] }) {
  const t = useTranslations("drift.own");
  return (
    <div className="flex flex-col gap-1.5">
      <p className="max-w-prose text-14">{t("lost")}</p>
      <ul className="flex flex-col gap-1 overflow-x-auto rounded-2 border bg-sunken p-3 font-mono text-12">
        {[...new Set(rules)].map((rule) => (
          <li key={rule} className="whitespace-nowrap">
            {rule}
          </li>
        ))}
      </ul>
    </div>
  );
}

type StandingProps = { view: DriftView | null; look: Act; busy: boolean };

/** The state in one sentence, when it was read, and the button to read it now. */
function Standing({ view, look, busy }: StandingProps) {
  const t = useTranslations("drift");
  const text = useFindingText();
  const [failure, act, pending] = useActionState(look, null);
  const fault = view?.fault ?? null;
  const tone: Tone = fault ? "unknown" : view === null ? "refused" : looks[view.state].tone;
  return (
    <>
      <div
        className={cn(
          "flex flex-wrap items-start justify-between gap-x-6 gap-y-3 rounded-3 border p-4",
          view === null || (view.state === "same" && !fault) ? "bg-raised" : toneGround[tone],
        )}
      >
        <div className="min-w-0 flex-1 basis-80 text-14">
          {view === null && <p>{t("never")}</p>}
          {view !== null && fault !== null && (
            <>
              <StateWord tone="unknown" icon={FileWarning} word={t("unreadable.word")} />
              <p className="mt-1 max-w-prose">
                {t.rich("unreadable.since", { when: () => <Time value={fault.since} /> })}
                <SentenceGap />
                {text.failure({ ...fault, problems: [] })}
              </p>
              <p className="mt-1 max-w-prose text-ink-2">
                {t.rich("unreadable.before", {
                  when: () => <Time value={view.readAt} />,
                  state: t(`short.${view.state}`),
                })}
              </p>
            </>
          )}
          {view !== null && fault === null && (
            <>
              <StateWord {...looks[view.state]} word={t(`word.${view.state}`)} />
              <p className="mt-1 max-w-prose">{t(`text.${view.state}`, { number: view.apply.number })}</p>
              {view.rewritten && <p className="mt-1 max-w-prose text-ink-2">{t("rewritten")}</p>}
            </>
          )}
          {view !== null && fault === null && (
            <p className="mt-1 text-13 text-ink-3">
              {view.state !== "same" && (
                <>{t.rich("since", { when: () => <Time value={view.since} /> })} · </>
              )}
              {t.rich("readAt", { when: () => <Time value={view.readAt} style="exact" /> })}
            </p>
          )}
        </div>
        <form action={act}>
          <Button type="submit" pending={pending} disabled={busy}>
            <Radar aria-hidden /> {t("look")}
          </Button>
        </form>
      </div>
      <FailureNote failure={failure} />
    </>
  );
}
