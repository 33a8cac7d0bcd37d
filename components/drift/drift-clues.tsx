"use client";

import { useTranslations } from "use-intl";
import type { Clue } from "@/lib/core/drift/clues";
import { Time } from "../ui/time";

const keyOf = (clue: Clue) => (clue.kind === "manager" ? `manager ${clue.name}` : clue.kind);

/** Who could have done it. */
export function DriftClues({ clues }: { clues: readonly Clue[] }) {
  const t = useTranslations("drift.clue");
  return (
    <div>
      <h4 className="mb-1 font-medium text-13">{t("title")}</h4>
      <ul className="max-w-prose list-disc space-y-1 pl-5 text-14">
        {clues.map((clue) => (
          <li key={keyOf(clue)}>
            <Words clue={clue} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Words({ clue }: { clue: Clue }) {
  const t = useTranslations("drift.clue");
  switch (clue.kind) {
    case "restarted":
      return t.rich("restarted", { when: () => <Time value={new Date(clue.at)} /> });
    case "boot-fault":
      return (
        <>
          {t("boot-fault")}
          <code className="mt-0.5 block whitespace-pre-wrap break-words font-mono text-12">{clue.text}</code>
        </>
      );
    case "manager":
      return t(clue.isNew ? "newManager" : clue.isActive ? "manager" : "sleepingManager", {
        name: clue.name,
      });
    case "chains-gone":
    case "jump-gone":
    case "ipv6-appeared":
    case "by-hand":
      return t(clue.kind);
  }
}
