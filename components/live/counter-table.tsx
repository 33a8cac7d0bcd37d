"use client";

import { useFormatter, useTranslations } from "use-intl";
import { type CounterSeries, ratesOf } from "@/lib/core/live/counter-series";
import type { RulePair } from "@/lib/core/live/pair-rules";
import type { LiveRuleView } from "@/lib/server/services/live/live-view";
import { ruleWords } from "../simulator/explain-words";
import { OriginLine } from "../simulator/origin-line";
import { FamilyMarks } from "../ui/family-marks";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table";
import { Sparkline } from "./sparkline";

type CounterTableProps = {
  hostId: string;
  chain: string;
  lines: readonly RulePair<LiveRuleView>[];
  counters: CounterSeries;
};

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

function useBytes(): (bytes: number) => string {
  const format = useFormatter();
  return (bytes) => {
    const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
    const unit = units[step] ?? "byte";
    return format.number(bytes / 1000 ** step, {
      style: "unit",
      unit,
      unitDisplay: step === 0 ? "narrow" : "short",
      maximumFractionDigits: step === 0 ? 0 : 1,
    });
  };
}

/** The rules of one chain in their order, with what each has counted in either family. */
export function CounterTable({ hostId, chain, lines, counters }: CounterTableProps) {
  const t = useTranslations("live.counters");
  const explain = useTranslations("explain");
  const common = useTranslations("common");
  return (
    <Table aria-label={t("chain.label", { chain })} className="table-fixed max-sm:table-auto">
      <colgroup className="max-sm:hidden">
        <col />
        <col className="w-16" />
        <col className="w-28" />
        <col className="w-28" />
        <col className="w-32" />
      </colgroup>
      <TableHead>
        <tr>
          <HeadCell>{t("head.rule")}</HeadCell>
          <HeadCell>{t("head.family")}</HeadCell>
          <HeadCell className="text-right">{t("head.packets")}</HeadCell>
          <HeadCell className="text-right">{t("head.bytes")}</HeadCell>
          <HeadCell>{t("head.rate")}</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {lines.flatMap(({ rule, places }) =>
          places.map(({ family, at }, place) => (
            <Row key={at}>
              {place === 0 && (
                <Cell rowSpan={places.length} className="min-w-48 align-top">
                  <p className="text-13">{ruleWords(explain, rule.rule)}</p>
                  <OriginLine t={explain} common={common} hostId={hostId} rule={rule.rule} />
                </Cell>
              )}
              <Cell className={place === 0 ? "sm:pl-3" : "first:pl-2 sm:first:pl-3"}>
                <FamilyMarks families={[family]} />
              </Cell>
              <Numbers counters={counters} at={at} />
            </Row>
          )),
        )}
      </TableBody>
    </Table>
  );
}

function Numbers({ counters, at }: { counters: CounterSeries; at: number }) {
  const t = useTranslations("live.counters");
  const format = useFormatter();
  const bytesText = useBytes();
  const [packets, bytes] = counters.last?.values[at] ?? [0, 0];
  const rates = ratesOf(counters, at);
  const known = rates.filter((rate) => rate !== null);
  const rateText = (rate: number) => format.number(rate, { maximumFractionDigits: rate < 10 ? 1 : 0 });
  if (packets === 0) {
    return (
      <Cell colSpan={3} className="text-right text-ink-3 sm:text-center">
        {t("never")}
      </Cell>
    );
  }
  return (
    <>
      <Cell className="text-right font-mono">{format.number(packets)}</Cell>
      <Cell className="whitespace-nowrap text-right font-mono">{bytesText(bytes)}</Cell>
      <Cell>
        {known.length > 0 && (
          <Sparkline
            values={rates}
            most={100}
            label={t("line", {
              now: rateText(known.at(-1) ?? 0),
              most: rateText(Math.max(...known)),
            })}
          />
        )}
      </Cell>
    </>
  );
}
