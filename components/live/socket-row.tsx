import { cn } from "@/lib/client/class-names";
import type { LiveSocketView } from "@/lib/server/services/live/live-view";
import { type LiveTranslator, spanWords } from "./span-words";

type EndProps = { address: string; port: number | null };

/** An address and a port, numeric. */
function endText({ address, port }: EndProps): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return `${host}:${port ?? "*"}`;
}

const cell =
  "border-line border-t px-2 py-1 align-baseline first:pl-3 last:pr-3 sm:px-3 max-sm:border-0 max-sm:p-0 max-sm:first:pl-0 max-sm:last:pr-0";

const familyText = { 4: "v4", 6: "v6", both: "v4+6" } as const;

type RowProps = { t: LiveTranslator; row: LiveSocketView; uptime: number };

/** One socket; on a phone two lines. */
export function SocketRow({ t, row, uptime }: RowProps) {
  const { protocol, family, local, localPort, peer, peerPort, state, way, holders, user, since, exact } = row;
  const [holder] = holders;
  const span = spanWords(t, uptime - since);
  return (
    <tr className="max-sm:flex max-sm:flex-wrap max-sm:gap-x-3 max-sm:border-line max-sm:border-t max-sm:px-3 max-sm:py-1.5">
      <td className={cn(cell, "whitespace-nowrap font-mono text-13")}>
        {protocol}{" "}
        <span className="text-12 text-ink-3">
          {familyText[family]}
          {family === "both" && <span className="sr-only"> {t("both")}</span>}
        </span>
      </td>
      <td className={cn(cell, "whitespace-nowrap text-13")}>
        {t(`way.${way}`)} <span className="font-mono text-12 text-ink-3">{state}</span>
      </td>
      <td className={cn(cell, "min-w-0 break-all font-mono text-13 max-sm:w-full")}>
        <span className="sr-only">{t("table.local")} </span>
        {endText({ address: local, port: localPort })}
        {row.interface !== null && (
          <span className="text-12 text-ink-3"> {t("table.over", { interface: row.interface })}</span>
        )}
      </td>
      <td
        className={cn(
          cell,
          "min-w-0 break-all font-mono text-13 max-sm:w-full",
          peer === null && "max-sm:hidden",
        )}
      >
        {peer === null ? (
          <span className="text-ink-3">{t("table.anybody")}</span>
        ) : (
          <>
            <span aria-hidden className="text-ink-3 sm:hidden">
              {way === "in" ? "← " : "→ "}
            </span>
            {endText({ address: peer, port: peerPort })}
          </>
        )}
      </td>
      <td className={cn(cell, "whitespace-nowrap text-12 text-ink-2")}>
        {holder !== undefined && t("table.pid", { pid: String(holder.pid), fd: String(holder.fd) })}
        {holders.length > 1 && (
          <span className="text-ink-3"> {t("table.holders", { count: holders.length - 1 })}</span>
        )}
      </td>
      <td className={cn(cell, "break-all text-13 text-ink-2")}>{user}</td>
      <td className={cn(cell, "whitespace-nowrap text-right text-13 tabular-nums max-sm:text-left")}>
        <span className="sr-only sm:hidden">{t("table.seen")} </span>
        {exact ? span : t("span.atLeast", { span })}
      </td>
    </tr>
  );
}
