import type { StationView } from "@/lib/server/services/explain/explain-view";
import { LaneView } from "./lane-view";
import type { PathTools } from "./path-tools";
import { StationFrame } from "./station-frame";
import { VerdictWord } from "./verdict-word";

type StationProps = PathTools & { station: StationView };

const tables = ["raw", "mangle", "nat", "filter", "security"] as const;

/** A table on the way, with the chains that the packet went through there; or the choice of a route. */
export function Station({ station, ...tools }: StationProps) {
  const { t } = tools;
  if (station.kind === "route") {
    const { to, out, reason, deciding } = station;
    return (
      <StationFrame look={!deciding ? "route" : to === "not-known" ? "open" : "decided"}>
        <h3 className="font-medium text-14">{t("path.route.title")}</h3>
        <p className="text-13 text-ink-2">
          {reason === null ? t(`path.route.${to}`) : t(`path.route.${reason}`)}
          {out !== null && ` ${t("path.route.by", { out })}`}
        </p>
      </StationFrame>
    );
  }
  const { table, chain, verdict, deciding, bare, lane, rewritten } = station;
  const known = tables.find((name) => name === table);
  const quiet = bare && !deciding;
  return (
    <StationFrame look={!deciding ? "passed" : verdict === "cannot-tell" ? "open" : "decided"}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="text-14">
          <span className="sr-only">{t("path.station", { table, chain })}</span>
          <span aria-hidden className="font-medium font-mono text-13">
            {table} · {chain}
          </span>
          {known && <span className="ml-2 text-12 text-ink-3">{t(`path.table.${known}`)}</span>}
        </h3>
        {deciding ? (
          <VerdictWord verdict={verdict} cannotTell={t("path.result.cannot-tell")} />
        ) : (
          <span className="text-12 text-ink-3">
            {bare && `${t("path.bare")}${t("joint")}`}
            {t(`path.result.${verdict}`)}
          </span>
        )}
      </div>
      {!quiet && (
        <div className="mt-1.5 overflow-hidden rounded-3 border bg-raised">
          <LaneView lane={lane} {...tools} />
        </div>
      )}
      {rewritten !== null && (
        <p className="mt-1.5 text-13">
          {t("path.rewritten")} <code className="break-words font-mono text-12">{rewritten}</code>
        </p>
      )}
    </StationFrame>
  );
}
