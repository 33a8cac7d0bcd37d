"use client";

import type { Route } from "next";
import Link from "next/link";
import { memo, useState } from "react";
import { useTranslations } from "use-intl";
import type { CounterHistory } from "@/lib/core/live/counter-history";
import type { CounterSeries } from "@/lib/core/live/counter-series";
import { pairRules } from "@/lib/core/live/pair-rules";
import type { LiveRulesView } from "@/lib/server/services/live/live-view";
import { Callout } from "../ui/callout";
import { EmptyState } from "../ui/empty-state";
import { Section } from "../ui/section";
import { Switch } from "../ui/switch";
import { Time } from "../ui/time";
import { CounterTable } from "./counter-table";
import { ruleKey } from "./use-rule-sockets";

type CountersProps = {
  hostId: string;
  rules: LiveRulesView | null;
  counters: CounterSeries;
  history: CounterHistory | null;
  /** The apply that the rules come from. */
  apply: { readonly id: string; readonly number: number; readonly at: string } | null;
  /** Shows the connections that these rules count. */
  onShow: (rules: readonly string[]) => void;
};

const chains = ["SEKISHO-IN", "SEKISHO-OUT", "SEKISHO-FWD", "SEKISHO-RAW"] as const;

/** What each rule of ours has counted since it was loaded. Drawn anew when that was read again, not with each reading of the sockets. */
export const CountersSection = memo(function Counters({
  hostId,
  rules,
  counters,
  history,
  apply,
  onShow,
}: CountersProps) {
  const t = useTranslations("live.counters");
  const [onlyCounted, setOnlyCounted] = useState(true);
  const values = counters.last?.values ?? [];
  // Of other rules than those that are loaded it says nothing.
  const before = history !== null && history.rules === rules?.name ? history.rates : null;
  const has = (at: number) => (values[at]?.[0] ?? 0) > 0;
  const order = (chain: string) => {
    const at = (chains as readonly string[]).indexOf(chain);
    return at < 0 ? chains.length : at;
  };
  const all = pairRules(rules?.rules ?? [], ({ rule }) =>
    JSON.stringify([rule.conditions, rule.target]),
  ).toSorted((one, other) => order(one.chain) - order(other.chain));
  const titleOf = (chain: string) => t(`chain.${chains.find((known) => known === chain) ?? "other"}`);
  return (
    <Section
      title={t("title")}
      lead={
        <>
          {t("lead")}{" "}
          {apply !== null &&
            (rules?.rules.length ?? 0) > 0 &&
            t.rich("apply", {
              number: apply.number,
              link: (text) => (
                <Link
                  href={`/hosts/${hostId}/applies/${apply.id}` as Route}
                  prefetch={false}
                  className="text-accent underline underline-offset-2"
                >
                  {text}
                </Link>
              ),
              when: () => <Time value={apply.at} />,
            })}
        </>
      }
      actions={
        all.length > 0 && (
          <Switch label={t("onlyCounted")} checked={onlyCounted} onCheckedChange={setOnlyCounted} />
        )
      }
    >
      {counters.resetAt !== null && (
        <Callout kind="notice" className="mb-4">
          {t("reset")}
        </Callout>
      )}
      {rules === null && <p className="text-14 text-ink-2">{t("waiting")}</p>}
      {rules !== null && all.length === 0 && (
        <EmptyState title={t("empty.title")}>{t("empty.text")}</EmptyState>
      )}
      <div className="flex flex-col gap-6">
        {all.map(({ chain, lines }) => {
          const shown = onlyCounted ? lines.filter(({ places }) => places.some(({ at }) => has(at))) : lines;
          const quiet = lines.length - shown.length;
          return (
            <div key={chain}>
              <h3 className="mb-1.5 font-medium text-14">
                {titleOf(chain)} <code className="font-mono font-normal text-12 text-ink-3">{chain}</code>
              </h3>
              {shown.length > 0 && (
                <CounterTable
                  {...{ hostId, chain, counters, before }}
                  lines={shown}
                  onShow={(places) =>
                    onShow(places.flatMap(({ at }) => (rules?.rules[at] ? [ruleKey(rules.rules[at])] : [])))
                  }
                />
              )}
              {quiet > 0 && <p className="mt-1.5 text-13 text-ink-3">{t("quiet", { count: quiet })}</p>}
            </div>
          );
        })}
      </div>
    </Section>
  );
});
