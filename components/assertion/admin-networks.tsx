"use client";

import type { AdminResult, AdminsView } from "@/lib/server/services/assertion/assertion-view";
import { Disclosure } from "../ui/disclosure";
import { AnswerDetails, hasDetails } from "./answer-details";
import type { AssertionTexts } from "./assertion-words";
import { OutcomeWord } from "./outcome-word";
import { useAssertionTexts } from "./use-assertion-texts";

type NetworkProps = {
  texts: AssertionTexts;
  hostId: string;
  result: AdminResult;
  /** Others can be opened: those that cannot stand in line with them. */
  indented: boolean;
};

function Network({ texts, hostId, result, indented }: NetworkProps) {
  const { assertion } = texts;
  const { name, at, outcome, answers } = result;
  const shown = name === "anyone" || name === "panel" ? assertion(`admins.${name}`) : name;
  const head = (
    <span className="min-w-0">
      <OutcomeWord
        outcome={outcome}
        word={assertion(`admins.${outcome}`, { name: shown })}
        className="whitespace-normal"
      />
      {at !== null && <span className="text-13 text-ink-3"> {assertion("admins.at", { address: at })}</span>}
    </span>
  );
  if (!hasDetails(answers)) return <div className={indented ? "py-1.5 pl-5.5" : "py-1.5"}>{head}</div>;
  return (
    <Disclosure title={head} open={outcome === "fails"}>
      <div className="pt-1 pb-2 pl-5.5">
        <AnswerDetails texts={texts} hostId={hostId} answers={answers} reaches rules="draft" />
      </div>
    </Disclosure>
  );
}

/** Whether each administrator's network keeps its way in, whole networks at a time. */
export function AdminNetworks({ hostId, admins }: { hostId: string; admins: AdminsView }) {
  const texts = useAssertionTexts();
  const { assertion } = texts;
  if (!admins.told || admins.results.length === 0) return null;
  const indented = admins.results.some(({ answers }) => hasDetails(answers));
  return (
    <div className="mt-3 rounded-3 border border-line bg-raised p-4">
      <h3 className="font-semibold text-14">{assertion("admins.title")}</h3>
      <p className="max-w-prose text-13 text-ink-3">{assertion("admins.lead")}</p>
      <ul className="mt-1.5 -mb-1.5">
        {admins.results.map((result) => (
          <li key={`${result.name} ${result.at ?? ""}`}>
            <Network texts={texts} hostId={hostId} result={result} indented={indented} />
          </li>
        ))}
      </ul>
    </div>
  );
}
