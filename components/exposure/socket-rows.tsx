import { TriangleAlert } from "lucide-react";
import type { SocketView } from "@/lib/server/services/exposure/exposure-view";
import type { NameLines } from "@/lib/server/services/meaning/meaning-view";
import { FamilyMarks } from "../ui/family-marks";
import { SocketFixes } from "./socket-fixes";
import { socketLines } from "./socket-lines";
import type { SocketTexts } from "./socket-texts";
import { SocketWay } from "./socket-way";
import { SocketWho } from "./socket-who";

type RowsProps = {
  texts: SocketTexts;
  hostId: string;
  rows: readonly SocketView[];
  lines: NameLines;
  /** Our rules are on the host. */
  managed: boolean;
};

/** The port, and the program behind it. */
function SocketHead({
  texts: { exposure: t },
  row,
  managed,
}: Pick<RowsProps, "texts" | "managed"> & { row: SocketView }) {
  const { protocol, port, listener, forgotten } = row;
  return (
    <>
      <span className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-mono text-14 text-ink">{`${protocol} ${port}`}</span>
        <span className="text-13 text-ink">
          {listener === null ? t("sockets.program.none") : (listener.program ?? t("sockets.program.unknown"))}
        </span>
      </span>
      {listener !== null && (
        <span className="block break-words font-normal text-12 text-ink-3">
          {listener.user !== null && `${t("sockets.user", { user: listener.user })} · `}
          {listener.everywhere ? t("sockets.everywhere") : listener.addresses.join(", ")}
        </span>
      )}
      {/* On a host of ours this is said of the whole family. */}
      {forgotten && !managed && (
        <span className="mt-0.5 flex items-start gap-1 font-normal text-12 text-drift">
          <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          {t("sockets.forgotten")}
        </span>
      )}
    </>
  );
}

const cell = "border-line px-3 py-2 align-top max-sm:block max-sm:px-3 max-sm:py-1";

function SocketRow({ row, ...shared }: Omit<RowsProps, "rows"> & { row: SocketView }) {
  const { texts, hostId, lines, managed } = shared;
  const told = socketLines(row);
  const fixes = row.fixes.length > 0 && <SocketFixes t={texts.exposure} hostId={hostId} row={row} />;
  return (
    <tbody className="border-line border-b last:border-b-0 max-sm:block max-sm:py-1.5">
      {told.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one row have no other name
        <tr key={at} className="max-sm:block">
          {at === 0 && (
            <th scope="rowgroup" rowSpan={told.length} className={`${cell} text-left`}>
              <SocketHead texts={texts} row={row} managed={managed} />
            </th>
          )}
          <td className={`${cell} text-13`}>
            <span className="flex items-start gap-2">
              <span className="mt-0.5">
                <FamilyMarks families={[line.first, line.second].flatMap((side) => side?.family ?? [])} />
              </span>
              <SocketWho texts={texts} line={line} lines={lines} />
            </span>
          </td>
          <td className={`${cell} min-w-0 text-13`}>
            <SocketWay texts={texts} hostId={hostId} line={line} managed={managed} />
          </td>
          {at === 0 && (
            <td rowSpan={told.length} className={`${cell} max-sm:hidden`}>
              {fixes}
            </td>
          )}
        </tr>
      ))}
      {fixes && (
        <tr className="sm:hidden">
          <td className={cell}>{fixes}</td>
        </tr>
      )}
    </tbody>
  );
}

/** Ports in lines; on a phone each is a block of its own. */
export function SocketRows({ rows, ...shared }: RowsProps) {
  const t = shared.texts.exposure;
  const heads = ["port", "who", "by", "fix"] as const;
  return (
    <div className="rounded-3 border border-line bg-raised">
      <table className="w-full table-fixed border-collapse max-sm:block">
        <colgroup>
          <col className="w-[24%]" />
          <col className="w-[22%]" />
          <col className="w-[36%]" />
          <col className="w-[18%]" />
        </colgroup>
        <thead className="max-sm:sr-only">
          <tr>
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className="h-8 border-b bg-sunken px-3 text-left font-medium text-12 text-ink-3 first:rounded-tl-3 last:rounded-tr-3"
              >
                {t(`sockets.head.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        {rows.map((row) => (
          <SocketRow key={row.id} row={row} {...shared} />
        ))}
      </table>
    </div>
  );
}
