"use client";

import { Pause, Play } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { type BlockedFilter, filterBlocked } from "@/lib/core/blocked/filter-blocked";
import type { BlockedRow } from "@/lib/server/services/blocked/blocked-view";
import type { LetIn } from "../guest/guest-dialog";
import { LiveStanding, standingOf, useSilence } from "../live/live-standing";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import type { Allow } from "./allow-button";
import { blockedHref } from "./blocked-address";
import { BlockedFilters } from "./blocked-filters";
import { BlockedTable } from "./blocked-table";
import { LogNotice } from "./log-notice";
import { type Blocked, useBlocked } from "./use-blocked";

type BlockedViewProps = {
  hostId: string;
  initialFilter: BlockedFilter;
  /** Names of the services that somebody can be let in to. */
  services: readonly string[];
  letIn: LetIn;
  allow: Allow;
};

/** The rules that rows come from, each once, in the order of their names. */
function rulesOf(rows: readonly BlockedRow[]): readonly BlockedRow[] {
  const byName = new Map(rows.map((row) => [row.rule.name, row]));
  return [...byName.values()].sort((one, other) => (one.rule.name < other.rule.name ? -1 : 1));
}

const noRows: readonly BlockedRow[] = [];

/** What a host refuses, and which rule did; the stream lasts as long as this is on the page. */
export function BlockedView({ hostId, initialFilter, services, letIn, allow }: BlockedViewProps) {
  const t = useTranslations("blocked");
  const { blocked, link } = useBlocked(hostId);
  const [frozen, setFrozen] = useState<Blocked | null>(null);
  const [filter, setFilter] = useState(initialFilter);
  const silentFor = useSilence(blocked.heardAt);
  const standing = standingOf(blocked, link, silentFor);
  const shown = frozen ?? blocked;
  const rows = shown.told?.rows ?? noRows;
  const rules = useMemo(() => rulesOf(rows), [rows]);
  const fitting = useMemo(() => filterBlocked(rows, filter), [rows, filter]);
  const change = (next: BlockedFilter) => {
    setFilter(next);
    // The address tells what is shown; nothing has to be asked of the server for it.
    window.history.replaceState(null, "", blockedHref(hostId, next));
  };
  const read = ({ readAt }: Blocked) => (readAt === null ? null : { readAt });
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-64">
          <LiveStanding
            live={{ status: blocked.status, sockets: read(blocked) }}
            standing={standing}
            silentFor={silentFor}
            paused={frozen && read(frozen)}
          />
        </div>
        <Button disabled={blocked.told === null} onClick={() => setFrozen(frozen === null ? blocked : null)}>
          {frozen === null ? <Pause aria-hidden /> : <Play aria-hidden />}
          {t(frozen === null ? "pause" : "resume")}
        </Button>
      </div>
      <LogNotice hostId={hostId} log={shown.log} told={shown.told} />
      {rows.some(({ rule }) => rule.observed) && (
        <p className="max-w-prose text-13 text-ink">{t("observing")}</p>
      )}
      {rows.length > 0 && <BlockedFilters filter={filter} rules={rules} onChange={change} />}
      {shown.told !== null && shown.log !== null && (
        <>
          <BlockedList
            {...{ hostId, services, letIn, allow }}
            told={{ ...shown.told, rows: fitting }}
            readAt={shown.readAt ?? ""}
            all={rows.length}
            old={standing !== "live" || frozen !== null}
            quiet={shown.log.reader === "none" || shown.told.standing !== "logs"}
          />
          {shown.log.reader !== "none" && shown.told.standing === "logs" && (
            <div className="max-w-prose text-12 text-ink-3">
              <p>{t("unlogged")}</p>
              <p>{t("atLeast")}</p>
              {rows.some(({ rule }) => rule.observed) && <p>{t("observedNote")}</p>}
              <p>{t(shown.log.reader === "kernel" ? "kernelLog" : "nflogLog")}</p>
            </div>
          )}
        </>
      )}
    </div>
  );
}

type ListProps = Omit<BlockedViewProps, "initialFilter"> & {
  told: NonNullable<Blocked["told"]>;
  readAt: string;
  /** Rows without the filter. */
  all: number;
  old: boolean;
  /** Something else says already why there is nothing. */
  quiet: boolean;
};

function BlockedList(props: ListProps) {
  const { hostId, told, readAt, all, old, quiet, services, letIn, allow } = props;
  const { rows, forgotten } = told;
  const t = useTranslations("blocked");
  if (all === 0) return quiet ? null : <EmptyState title={t("empty.title")}>{t("empty.text")}</EmptyState>;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-13 text-ink-2">
        {rows.length === all ? t("count", { shown: all }) : t("countOf", { shown: rows.length, count: all })}
        {forgotten > 0 && <> · {t("forgotten", { count: forgotten })}</>}
      </p>
      {rows.length === 0 ? (
        <EmptyState title={t("empty.filtered")}>{t("empty.filteredText", { count: all })}</EmptyState>
      ) : (
        <BlockedTable {...{ hostId, rows, readAt, old, services, letIn, allow }} />
      )}
    </div>
  );
}
