"use client";

import { useFormatter, useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import type { CounterHistory } from "@/lib/core/live/counter-history";
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
  /** How each rule went since its apply; null: not known. */
  before: CounterHistory["rates"] | null;
  /** Shows the connections that a line's rules count. */
  onShow: (places: RulePair<LiveRuleView>["places"]) => void;
};

/** What is refused, or only logged, never becomes a connection by that rule. */
const letsPass = ({ text }: LiveRuleView["rule"]) => /-j (ACCEPT|RETURN)$/.test(text);

/** Chains that the packets of the host's own sockets meet. */
const withSockets: readonly string[] = ["SEKISHO-IN", "SEKISHO-OUT"];

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

function useRate(): (rate: number) => string {
  const format = useFormatter();
  return (rate) => format.number(rate, { maximumFractionDigits: rate < 0.1 ? 3 : rate < 10 ? 1 : 0 });
}

/** The rules of one chain in their order, with what each has counted in either family. */
export function CounterTable({ hostId, chain, lines, counters, before, onShow }: CounterTableProps) {
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
        {before !== null && <col className="w-40" />}
        <col className="w-40" />
      </colgroup>
      <TableHead>
        <tr>
          <HeadCell>{t("head.rule")}</HeadCell>
          <HeadCell>{t("head.family")}</HeadCell>
          <HeadCell className="text-right">{t("head.packets")}</HeadCell>
          <HeadCell className="text-right max-sm:hidden">{t("head.bytes")}</HeadCell>
          {before !== null && <HeadCell className="max-sm:hidden">{t("head.history")}</HeadCell>}
          <HeadCell className="max-sm:hidden">{t("head.rate")}</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {lines.flatMap(({ rule, places }, line) =>
          places.map(({ family, at }, place) => (
            <Row key={at}>
              {place === 0 && (
                <Cell
                  rowSpan={places.length}
                  className={cn("align-top sm:min-w-48", line === lines.length - 1 && "border-b-0")}
                >
                  <p className="text-13">{ruleWords(explain, rule.rule)}</p>
                  <OriginLine t={explain} common={common} hostId={hostId} rule={rule.rule} />
                  {withSockets.includes(chain) && letsPass(rule.rule) && (
                    <button
                      type="button"
                      data-print="hide"
                      aria-label={t("showOf", { rule: ruleWords(explain, rule.rule) })}
                      className="text-12 text-accent underline underline-offset-2 touch:py-1.5"
                      onClick={() => onShow(places)}
                    >
                      {t("show")}
                    </button>
                  )}
                </Cell>
              )}
              <Cell className={place === 0 ? "sm:pl-3" : "first:pl-2 sm:first:pl-3"}>
                <FamilyMarks families={[family]} />
              </Cell>
              <Numbers counters={counters} at={at} before={before} />
            </Row>
          )),
        )}
      </TableBody>
    </Table>
  );
}

type NumbersProps = Pick<CounterTableProps, "counters" | "before"> & { at: number };

function Numbers({ counters, before, at }: NumbersProps) {
  const t = useTranslations("live.counters");
  const format = useFormatter();
  const bytesText = useBytes();
  const [packets, bytes] = counters.last?.values[at] ?? [0, 0];
  const rates = ratesOf(counters, at);
  const known = rates.filter((rate) => rate !== null);
  const rateText = useRate();
  if (packets === 0) {
    return (
      <>
        <Cell className="text-right text-ink-3">{t("never")}</Cell>
        <Cell className="max-sm:hidden" />
        {before !== null && <Cell className="max-sm:hidden" />}
        <Cell className="max-sm:hidden" />
      </>
    );
  }
  return (
    <>
      <Cell className="text-right font-mono">
        {format.number(packets)}
        <span className="block whitespace-nowrap text-12 text-ink-3 sm:hidden">{bytesText(bytes)}</span>
      </Cell>
      <Cell className="whitespace-nowrap text-right font-mono max-sm:hidden">{bytesText(bytes)}</Cell>
      {before !== null && (
        <Cell className="max-sm:hidden">
          <History rates={before[at] ?? null} />
        </Cell>
      )}
      <Cell className="max-sm:hidden">
        {known.length > 0 && (
          <span className="flex items-center gap-2">
            <Sparkline
              values={rates}
              most={100}
              label={t("line", { now: rateText(known.at(-1) ?? 0), most: rateText(Math.max(...known)) })}
            />
            <span aria-hidden className="font-mono text-12 text-ink-2">
              {rateText(known.at(-1) ?? 0)}
            </span>
          </span>
        )}
      </Cell>
    </>
  );
}

/** Packets a second of one rule since its apply, and the most of them. */
function History({ rates }: { rates: readonly (number | null)[] | null }) {
  const t = useTranslations("live.counters");
  const rateText = useRate();
  const known = (rates ?? []).filter((rate) => rate !== null);
  if (rates === null || known.length === 0) return null;
  const most = rateText(Math.max(...known));
  return (
    <span className="flex items-center gap-2">
      <Sparkline values={rates} most={rates.length} label={t("history", { most })} />
      <span aria-hidden className="font-mono text-12 text-ink-2">
        {t("most", { most })}
      </span>
    </span>
  );
}
