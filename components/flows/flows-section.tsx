"use client";

import { Scissors, Waypoints } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useReady } from "@/lib/client/use-ready";
import { useVerb } from "@/lib/client/use-verb";
import { mostCutAtOnce } from "@/lib/core/flows/flow";
import type { CutRecord, CutView, FlowsView, FlowView } from "@/lib/server/services/flows/flows-view";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { Section } from "../ui/section";
import { Time } from "../ui/time";
import { CutResult } from "./cut-result";
import { FlowTable } from "./flow-table";
import { canCut } from "./flow-words";

type FlowsSectionProps = {
  /** Null: the rules of this apply are not in force, so that nothing can be cut by them. */
  verbs: {
    readonly look: (input: null) => Promise<Outcome<FlowsView>>;
    readonly cut: (input: { keys: string[] }) => Promise<Outcome<CutView>>;
  } | null;
  cuts: readonly CutRecord[];
};

/** What is open although the rules would not let it in now, on demand, and the way to end it. */
export function FlowsSection({ verbs, cuts }: FlowsSectionProps) {
  const t = useTranslations("flows");
  return (
    <Section title={t("title")} lead={t("lead")}>
      <div className="flex flex-col gap-4">
        {verbs !== null && <Open verbs={verbs} />}
        {cuts.length > 0 && <Record cuts={cuts} />}
      </div>
    </Section>
  );
}

function Open({ verbs }: { verbs: NonNullable<FlowsSectionProps["verbs"]> }) {
  const t = useTranslations("flows");
  const [view, setView] = useState<FlowsView | null>(null);
  const [result, setResult] = useState<CutView | null>(null);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const look = useVerb(verbs.look);
  const cut = useVerb(verbs.cut);
  const show = (next: FlowsView) => {
    setView(next);
    setPicked(new Set());
  };
  const pick = (key: string, wanted: boolean) =>
    setPicked((before) => {
      const next = new Set(before);
      if (wanted) next.add(key);
      else next.delete(key);
      return next;
    });
  const pickAll = (keys: readonly string[]) => setPicked((before) => new Set([...before, ...keys]));
  const doCut = () =>
    cut.run({ keys: [...picked] }, (ended) => {
      setResult(ended);
      look.run(null, show);
    });
  const lookAgain = () => {
    setResult(null);
    look.run(null, show);
  };
  return (
    <div inert={!useReady()} className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button pending={look.pending} disabled={cut.pending} onClick={lookAgain}>
          <Waypoints aria-hidden /> {t("look")}
        </Button>
        {view !== null && (
          <p className="text-13 text-ink-3">
            {t.rich("readAt", {
              when: () => <Time value={view.readAt} style="exact" />,
              accepted: view.accepted,
            })}
          </p>
        )}
      </div>
      <FailureNote failure={look.failure} />
      {result !== null && <CutResult cut={result} />}
      {view !== null && (
        <>
          <Seen view={view} />
          {(["lives", "cannot-tell", "ended"] as const).map((open) => {
            const flows = view.flows.filter((flow) => flow.open === open);
            return (
              flows.length > 0 && (
                <div key={open}>
                  <h3 className="font-semibold text-14">{t(`group.${open}.title`)}</h3>
                  <p className="mb-1.5 max-w-prose text-13 text-ink-3">{t(`group.${open}.text`)}</p>
                  <PickAll flows={flows} onPick={pickAll} />
                  <FlowTable label={t(`group.${open}.title`)} flows={flows} picked={picked} onPick={pick} />
                </div>
              )
            );
          })}
          {view.flows.length > 0 && (
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
              <Button
                variant="danger"
                pending={cut.pending}
                disabled={picked.size === 0 || picked.size > mostCutAtOnce || look.pending}
                onClick={doCut}
              >
                <Scissors aria-hidden /> {picked.size === 0 ? t("cutNone") : t("cut", { count: picked.size })}
              </Button>
              <p className="max-w-prose text-13 text-ink-2">
                {picked.size > mostCutAtOnce ? t("tooMany", { most: mostCutAtOnce }) : t("cutHint")}
              </p>
            </div>
          )}
        </>
      )}
      <FailureNote failure={cut.failure} />
    </div>
  );
}

/** Ticks what can be cut of one kind, as many as one cut takes. */
function PickAll({
  flows,
  onPick,
}: {
  flows: readonly FlowView[];
  onPick: (keys: readonly string[]) => void;
}) {
  const t = useTranslations("flows");
  const keys = flows.filter(canCut).map(({ key }) => key);
  const some = keys.slice(0, mostCutAtOnce);
  if (keys.length < 2) return null;
  return (
    <Button size="small" className="mb-2" onClick={() => onPick(some)}>
      {some.length < keys.length
        ? t("pickFirst", { count: some.length })
        : t("pickAll", { count: some.length })}
    </Button>
  );
}

/** What the host can and cannot list. */
function Seen({ view }: { view: FlowsView }) {
  const t = useTranslations("flows");
  if (view.flows.length > 0 && !view.more && view.seen.tracking && view.seen.sockets) return null;
  return (
    <div className="max-w-prose text-13 text-ink-2">
      {view.flows.length === 0 && <p className="text-14 text-ink">{t("none")}</p>}
      {view.more && <p>{t("more")}</p>}
      {!view.seen.tracking && <p>{t("blind")}</p>}
      {!view.seen.sockets && <p>{t("noSockets")}</p>}
    </div>
  );
}

function Record({ cuts }: { cuts: readonly CutRecord[] }) {
  const t = useTranslations("flows.record");
  return (
    <div>
      <h3 className="font-semibold text-14">{t("title")}</h3>
      <ul className="mt-1 flex flex-col gap-2 text-13">
        {cuts.map(({ id, at, who, gone, alive, unanswered }) => (
          <li key={id}>
            <p>
              {t.rich("line", {
                when: () => <Time value={at} style="exact" />,
                who,
                gone: gone.length,
                alive: alive.length,
                unanswered: unanswered.length,
              })}
            </p>
            <ul className="break-words font-mono text-12 text-ink-2">
              {[
                ...gone.map((line) => `− ${line}`),
                ...alive.map((line) => `! ${line}`),
                ...unanswered.map((line) => `? ${line}`),
              ].map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  );
}
