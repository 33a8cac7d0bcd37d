"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { ExampleRow, Explanation } from "@/lib/server/services/explain/explain-view";
import { explainHref } from "./explain-href";
import type { ExplainTranslator } from "./explain-words";

type ExampleListProps = {
  explanation: Pick<Explanation, "hostId" | "question" | "examples">;
};

/** Packets to ask about with one press: whom the host knows, times what listens there. */
export function ExampleList({ explanation: { hostId, question, examples } }: ExampleListProps) {
  const t = useTranslations("explain");
  return (
    <dl className="overflow-hidden rounded-3 border bg-raised text-13">
      {examples.map((row) => (
        <div
          key={`${row.who} ${row.name} ${row.address}`}
          className="grid gap-x-4 gap-y-1 border-b px-3 py-2 last:border-b-0 sm:grid-cols-[minmax(0,11rem)_minmax(0,1fr)]"
        >
          <dt className="min-w-0">
            <span className="block truncate font-medium">{rowName(t, row)}</span>
            <span className="block truncate font-mono text-12 text-ink-3">{row.address}</span>
          </dt>
          <dd>
            <ul className="flex flex-wrap gap-1.5">
              {row.examples.map((example) => (
                <li key={`${example.protocol} ${example.port}`}>
                  <Link
                    href={explainHref(hostId, { ...example.question, rules: question.rules })}
                    prefetch={false}
                    className="inline-flex h-7 items-center gap-1.5 rounded-2 border border-line-control px-2 text-accent hover:bg-accent-soft touch:h-11"
                  >
                    <span className="font-mono text-12">
                      {example.port === null ? t("examples.ping") : `${example.protocol} ${example.port}`}
                    </span>
                    {example.name !== null && <span className="text-12 text-ink-3">{example.name}</span>}
                  </Link>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function rowName(t: ExplainTranslator, row: ExampleRow): string {
  return row.who === "network" ? (row.name ?? "") : t(`examples.who.${row.who}`);
}
