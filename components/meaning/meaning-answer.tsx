"use client";

import { Equal } from "lucide-react";
import type { FamilyOutcome } from "@/lib/core/meaning/meaning";
import { families } from "@/lib/core/net/family";
import type { Problem } from "@/lib/core/problem/problem";
import type { MeaningView } from "@/lib/server/services/meaning/meaning-view";
import { Callout } from "../ui/callout";
import { Fold } from "./fold";
import { MeaningGroups } from "./meaning-groups";
import type { Between, MeaningTranslator } from "./meaning-words";
import { changedProtections, ProtectionRows, StandingProtections } from "./protection-rows";
import type { ExplainRules } from "./row-details";
import { useMeaningTexts } from "./use-meaning-texts";

type AnswerProps = { hostId: string; meaning: MeaningView; explain: ExplainRules; between?: Between };
type Told = Extract<MeaningView, { told: true }>;

const untold = (outcome: FamilyOutcome) => outcome === "too-complex" || outcome === "unreadable";

/** Where iptables-save's text is not understood. */
function FaultPlace({ t, fault: { params, text } }: { t: MeaningTranslator; fault: Problem }) {
  const { line, chain } = params;
  const place = { line: Number(line), chain: String(chain ?? ""), known: chain === undefined ? "no" : "yes" };
  return (
    <>
      {line !== undefined && <p className="mt-1">{t("family.fault", place)}</p>}
      <p className="mt-1 break-words font-mono text-12">{text}</p>
    </>
  );
}

/** The families of which there is something to say besides the rows. */
function FamilyNotes({ t, outcomes, faults }: { t: MeaningTranslator } & Pick<Told, "outcomes" | "faults">) {
  const different = families.some((family) => outcomes[family] === "different");
  return families.map((family) => {
    const outcome = outcomes[family];
    const fault = faults[family];
    if (outcome === "too-complex" || outcome === "unreadable") {
      return (
        <Callout key={family} kind="warning">
          {t(`family.${outcome}`, { family })}
          {fault && <FaultPlace t={t} fault={fault} />}
        </Callout>
      );
    }
    const other = outcomes[family === 4 ? 6 : 4];
    if (outcome !== "equal" || !(different || untold(other))) return null;
    return (
      <p key={family} className="text-13 text-ink-2">
        {t("family.equal", { family })}
      </p>
    );
  });
}

function NothingChanges({ title, text }: { title: string; text: string | null }) {
  return (
    <div className="flex gap-3 rounded-3 border bg-raised px-3.5 py-3">
      <Equal aria-hidden className="mt-0.5 size-4.5 shrink-0 text-ink-2" />
      <div>
        <p className="font-semibold text-14">{title}</p>
        {text !== null && <p className="max-w-prose text-14 text-ink-2">{text}</p>}
      </div>
    </div>
  );
}

/** Where the rows are silent: that nothing changes, or nothing but what protections count. */
function Unchanged({ t, meaning }: { t: MeaningTranslator; meaning: Told }) {
  const { outcomes, rows, others, more } = meaning;
  if (rows.length > 0 || families.some((family) => untold(outcomes[family]))) return null;
  const counted = changedProtections(meaning).length > 0;
  if (others.length + more > 0) {
    return <NothingChanges title={t(counted ? "protections.ordinaryEqual" : "ordinaryEqual")} text={null} />;
  }
  if (!counted) return <NothingChanges title={t("equal.title")} text={t("equal.text")} />;
  return <NothingChanges title={t("protections.equal.title")} text={t("protections.equal.text")} />;
}

/**
 * What changes for packets: ordinary connections first, then the protections that count, all others behind one line.
 */
export function MeaningAnswer({ hostId, meaning, explain, between = "change" }: AnswerProps) {
  const texts = useMeaningTexts(between);
  const t = texts.meaning;
  if (!meaning.told) {
    return (
      <Callout kind="warning" title={t("notTold.title")}>
        {t(`notTold.${meaning.why}`)}
      </Callout>
    );
  }
  const { outcomes, faults, rows, others, more, lines } = meaning;
  const counted = changedProtections(meaning);
  const besides = rows.length + others.length + more > 0;
  const shared = { texts, hostId, lines, explain };
  return (
    <div className="flex flex-col gap-3">
      <Unchanged t={t} meaning={meaning} />
      {rows.length > 0 && <MeaningGroups rows={rows} {...shared} />}
      {rows.some(({ after, way }) => after === "accept" && way !== "out") && (
        <StandingProtections t={t} protections={meaning.protections} />
      )}
      {counted.length > 0 && <ProtectionRows protections={counted} besides={besides} {...shared} />}
      <FamilyNotes t={t} outcomes={outcomes} faults={faults} />
      {others.length > 0 && (
        <Fold title={t(rows.length > 0 ? "others" : "othersAlone", { count: others.length + more })}>
          {() => (
            <>
              <MeaningGroups rows={others} nameless {...shared} />
              {more > 0 && <p className="mt-2 text-13 text-ink-3">{t("more", { count: more })}</p>}
            </>
          )}
        </Fold>
      )}
      {others.length === 0 && more > 0 && <p className="text-13 text-ink-3">{t("more", { count: more })}</p>}
    </div>
  );
}
