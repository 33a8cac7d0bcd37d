import type { ReactNode } from "react";
import type { WitnessView } from "@/lib/server/services/assertion/assertion-view";
import type { DecidingRule, NameLines, SampleView } from "@/lib/server/services/meaning/meaning-view";
import type { CellFamilyView, PartView, ReachRules, ShareView } from "@/lib/server/services/reach/reach-view";
import { conditionsText } from "../assertion/assertion-words";
import { PacketLine } from "../assertion/packet-line";
import { type MeaningTranslator, sampleWords } from "../meaning/meaning-words";
import { AddressChips } from "../meaning/term-chips";
import { explainHref } from "../simulator/explain-href";
import type { ExplainTranslator } from "../simulator/explain-words";
import { RuleWords } from "../simulator/rule-words";
import { CellMark } from "./cell-mark";
import type { ExposureTranslator } from "./cell-words";

export type DetailTexts = {
  readonly exposure: ExposureTranslator;
  readonly meaning: MeaningTranslator;
  readonly explain: ExplainTranslator;
};

type Shared = { texts: DetailTexts; hostId: string; rules: ReachRules; lines: NameLines };

function Deciding({ texts: { exposure, explain }, rule }: { texts: DetailTexts; rule: DecidingRule }) {
  if (rule === null) return <p className="text-13 text-ink-2">{exposure("detail.noRule")}</p>;
  return (
    <div>
      <p className="text-12 text-ink-3">
        {exposure("detail.rule", { number: rule.rule.number, chain: `${rule.table} ${rule.rule.chain}` })}
      </p>
      <RuleWords t={explain} rule={rule.rule} />
    </div>
  );
}

/** One packet, and the way to the page that explains it with these rules. */
function Sample({
  texts: { exposure, meaning },
  hostId,
  rules,
  sample,
  words,
}: Shared & {
  sample: SampleView;
  words: "detail.packet" | "detail.mute";
}) {
  return (
    <PacketLine
      text={exposure(words, { packet: sampleWords(meaning, sample) })}
      href={explainHref(hostId, { ...sample.question, rules })}
      link={exposure("detail.explain")}
    />
  );
}

function Share({ title, share, ...shared }: Shared & { title: string; share: ShareView }) {
  const { texts, lines } = shared;
  const { exposure } = texts;
  const { peers, sample, rule, conditions } = share;
  const terms = () => peers && <AddressChips key="terms" t={texts.meaning} told={peers} lines={lines} />;
  return (
    <div className="flex flex-col gap-1">
      <dt className="font-medium text-13">{title}</dt>
      <dd className="flex flex-col gap-1.5">
        {peers === null ? (
          <p className="text-13">{exposure("detail.all")}</p>
        ) : (
          <p className="flex flex-wrap items-center gap-1.5 text-13">
            {peers.except ? texts.meaning.rich("who.but", { terms }) : terms()}
          </p>
        )}
        <Sample {...shared} sample={sample} words="detail.packet" />
        {conditions.length > 0 ? (
          <p className="text-13">
            {exposure("detail.hangsOn", { conditions: conditionsText(texts, exposure("joint"), conditions) })}
          </p>
        ) : (
          <Deciding texts={texts} rule={rule} />
        )}
      </dd>
    </div>
  );
}

function Part({
  part,
  everyone,
  named,
  ...shared
}: Shared & { part: PartView; everyone: boolean; named: boolean }) {
  const { exposure } = shared.texts;
  const { name, open, shut, depends, assumes } = part;
  return (
    <div className="flex flex-col gap-2.5">
      {named && <h4 className="font-mono text-12 text-ink-2">{name}</h4>}
      <dl className="flex flex-col gap-3 border-line border-l-2 pl-3">
        {open && <Share {...shared} title={exposure("detail.open")} share={open} />}
        {depends && <Share {...shared} title={exposure("detail.depends")} share={depends} />}
        {/* Who gets in by the usual ways gets in, whatever becomes of odd packets. */}
        {shut && !everyone && <Share {...shared} title={exposure("detail.shut")} share={shut} />}
      </dl>
      {assumes.length > 0 && (
        <p className="text-13 text-ink-2">
          {exposure("detail.assumes", {
            conditions: conditionsText(shared.texts, exposure("joint"), assumes),
          })}
        </p>
      )}
    </div>
  );
}

function Mute({ witness, ...shared }: Shared & { witness: WitnessView }) {
  return (
    <div className="flex flex-col gap-1.5 border-line border-l-2 pl-3">
      <Sample {...shared} sample={witness.sample} words="detail.mute" />
      <Deciding texts={shared.texts} rule={witness.rule} />
    </div>
  );
}

function OneFamily({ title, view, ...shared }: Shared & { title: ReactNode; view: CellFamilyView }) {
  const { exposure } = shared.texts;
  const { cell, parts, mute } = view;
  const everyone = cell === "everyone" || cell === "unanswered";
  return (
    <section className="flex flex-col gap-2.5">
      <h3 className="flex flex-wrap items-center gap-x-2 text-14">
        <span className="font-semibold">{title}</span>
        <CellMark state={cell} word={exposure(`sentence.${cell}`)} className="whitespace-normal" />
      </h3>
      {mute && <Mute {...shared} witness={mute} />}
      {parts.map((part) => (
        <Part key={part.name} {...shared} part={part} everyone={everyone} named={parts.length > 1} />
      ))}
    </section>
  );
}

/** Exactly who gets in and who does not, with a packet and the rule that decides, for each family. */
export function CellDetail({ families, ...shared }: Shared & { families: readonly CellFamilyView[] }) {
  const { exposure } = shared.texts;
  return (
    <div className="flex flex-col gap-6">
      {families.map((view) => (
        <OneFamily
          key={view.family}
          {...shared}
          title={exposure("family", { family: view.family })}
          view={view}
        />
      ))}
    </div>
  );
}
