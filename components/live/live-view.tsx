"use client";

import { Pause, Play } from "lucide-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { CounterHistory } from "@/lib/core/live/counter-history";
import { everySocket, filterSockets, type LiveFilter } from "@/lib/core/live/filter-sockets";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { EmptyState } from "../ui/empty-state";
import { CountersSection } from "./counters-section";
import { liveHref } from "./live-address";
import { LiveFilters } from "./live-filters";
import { LiveStanding, standingOf, useSilence } from "./live-standing";
import { OfRule } from "./of-rule";
import { SocketTable } from "./socket-table";
import { type Live, useLive } from "./use-live";
import { useRuleSockets } from "./use-rule-sockets";

type LiveViewProps = {
  hostId: string;
  initialFilter: LiveFilter;
  /** How the rules' counters went before anybody looked; null: not known. */
  history: CounterHistory | null;
  /** The apply that the rules on the host come from. */
  apply: { readonly id: string; readonly number: number; readonly at: string } | null;
};

/** What is open on a host now, and what our rules have counted; the stream lasts as long as this is on the page. */
export function LiveView({ hostId, initialFilter, history, apply }: LiveViewProps) {
  const t = useTranslations("live");
  const { live, link } = useLive(hostId);
  const [frozen, setFrozen] = useState<Live | null>(null);
  const [filter, setFilter] = useState(initialFilter);
  const silentFor = useSilence(live.heardAt);
  const standing = standingOf(live, link, silentFor);
  const { sockets, moments, rules, counters } = frozen ?? live;
  const top = useRef<HTMLDivElement>(null);
  const change = useCallback(
    (next: LiveFilter) => {
      setFilter(next);
      // The address tells what is shown; nothing has to be asked of the server for it.
      window.history.replaceState(null, "", liveHref(hostId, next));
    },
    [hostId],
  );
  const showRule = useCallback(
    (rules: readonly string[]) => {
      change({ ...everySocket, rules });
      top.current?.focus({ preventScroll: true });
      top.current?.scrollIntoView({ block: "start" });
    },
    [change],
  );
  return (
    <div className="flex flex-col gap-8">
      <div ref={top} tabIndex={-1} className="flex scroll-mt-16 flex-col gap-4 outline-none">
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0 flex-1 basis-64">
            <LiveStanding
              live={live}
              standing={standing}
              silentFor={silentFor}
              paused={frozen?.sockets ?? null}
            />
          </div>
          <Button disabled={live.sockets === null} onClick={() => setFrozen(frozen === null ? live : null)}>
            {frozen === null ? <Pause aria-hidden /> : <Play aria-hidden />}
            {t(frozen === null ? "pause" : "resume")}
          </Button>
        </div>
        <LiveFilters filter={filter} onChange={change} />
        {filter.rules.length > 0 && <OfRule rules={rules} asked={filter.rules} />}
        {sockets !== null && (
          <Sockets {...{ sockets, moments, rules, filter }} old={standing !== "live" || frozen !== null} />
        )}
      </div>
      <CountersSection {...{ hostId, rules, counters, history, apply }} onShow={showRule} />
    </div>
  );
}

type SocketsProps = {
  sockets: NonNullable<Live["sockets"]>;
  moments: Live["moments"];
  rules: Live["rules"];
  filter: LiveFilter;
  old: boolean;
};

function Sockets({ sockets: { rows, more, source, uptime }, moments, rules, filter, old }: SocketsProps) {
  const t = useTranslations("live");
  const fitting = useMemo(() => filterSockets(rows, filter), [rows, filter]);
  const shown = useRuleSockets(fitting, rules, filter.rules);
  if (shown === null) return <p className="text-13 text-ink-2">{t("ofRule.reading")}</p>;
  if (source === "none") return <Callout kind="warning">{t("source.none")}</Callout>;
  return (
    <div className="flex flex-col gap-2">
      {source === "proc" && <Callout kind="notice">{t("source.proc")}</Callout>}
      <p className="text-13 text-ink-2">
        {shown.length === rows.length
          ? t("count", { shown: shown.length })
          : t("countOf", { shown: shown.length, count: rows.length })}
        {more > 0 && <> · {t("more", { count: more })}</>}
      </p>
      {shown.length === 0 ? (
        <EmptyState title={t("empty.title")}>{t("empty.text", { count: rows.length })}</EmptyState>
      ) : (
        <>
          <SocketTable rows={shown} moments={moments} uptime={uptime} source={source} old={old} />
          {shown.some(({ exact }) => !exact) && <p className="text-12 text-ink-3">{t("table.note")}</p>}
        </>
      )}
    </div>
  );
}
