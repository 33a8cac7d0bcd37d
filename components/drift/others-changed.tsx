"use client";

import { Check, EyeOff } from "lucide-react";
import { type ReactNode, useActionState } from "react";
import { useTranslations } from "use-intl";
import type { ChangedChain } from "@/lib/core/drift/changed-chains";
import { Button } from "../ui/button";
import { CodeBlock } from "../ui/code-block";
import { Disclosure } from "../ui/disclosure";
import { FailureNote } from "../ui/failure-note";
import type { DriftVerbs } from "./drift-section";

type OthersChangedProps = Pick<DriftVerbs, "ignore" | "takeOthers"> & {
  changed: readonly ChangedChain[];
  meaning: ReactNode;
};

/** What the rules of others changed for packets, in which chains, and what can be left out of sight. */
export function OthersChanged({ changed, ignore, takeOthers, meaning }: OthersChangedProps) {
  const t = useTranslations("drift.others");
  const [failure, take, taking] = useActionState(takeOthers, null);
  const names = [...new Set(changed.map(({ chain }) => chain))];
  return (
    <div className="flex flex-col gap-3">
      <div>
        <h3 className="font-semibold text-14">{t("title")}</h3>
        <p className="max-w-prose text-13 text-ink-3">{t("lead")}</p>
      </div>
      {meaning}
      <ul className="rounded-3 border bg-raised">
        {names.map((name) => (
          <Chain
            key={name}
            name={name}
            parts={changed.filter(({ chain }) => chain === name)}
            ignore={ignore}
          />
        ))}
      </ul>
      <form action={take} className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" pending={taking}>
          <Check aria-hidden /> {t("take")}
        </Button>
        <p className="max-w-prose text-13 text-ink-2">{t("takeHint")}</p>
      </form>
      <FailureNote failure={failure} />
    </div>
  );
}

type ChainProps = Pick<DriftVerbs, "ignore"> & { name: string; parts: readonly ChangedChain[] };

function Chain({ name, parts, ignore }: ChainProps) {
  const t = useTranslations("drift.others");
  const [failure, act, pending] = useActionState(ignore, null);
  const marked = parts
    .filter(({ reordered }) => !reordered)
    .map(({ family, table, added, removed }) => ({
      title: t("part", { family, table }),
      code: [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)].join("\n"),
    }));
  const count = (side: "added" | "removed") => parts.reduce((sum, part) => sum + part[side].length, 0);
  return (
    <li className="border-b px-3 py-2 last:border-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="min-w-0 text-14">
          <code className="break-all font-medium font-mono text-13">{name}</code>{" "}
          <span className="text-13 text-ink-2">
            {marked.length > 0
              ? t("count", { added: count("added"), removed: count("removed") })
              : t("reordered")}
          </span>
        </p>
        {parts.some(({ builtIn }) => builtIn) ? (
          <span className="text-12 text-ink-3">{t("builtIn")}</span>
        ) : (
          <form action={act}>
            <input type="hidden" name="chain" value={name} />
            <Button type="submit" size="small" pending={pending} aria-label={t("ignoreNamed", { name })}>
              <EyeOff aria-hidden /> {t("ignore")}
            </Button>
          </form>
        )}
      </div>
      {marked.length > 0 && (
        <Disclosure title={t("rules")}>
          {marked.map(({ title, code }) => (
            <CodeBlock key={title} title={title} code={code} className="mb-2" />
          ))}
        </Disclosure>
      )}
      <FailureNote failure={failure} />
    </li>
  );
}
