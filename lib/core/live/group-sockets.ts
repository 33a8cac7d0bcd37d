import type { LiveSocket } from "./live-frame";
import type { SocketWay } from "./socket-way";

type Row = LiveSocket & { readonly way: SocketWay };

/** The sockets of one program; null: of no program that is known. */
export type SocketGroup<R extends Row = Row> = {
  readonly program: string | null;
  readonly rows: readonly R[];
};

export const programOf = ({ holders }: LiveSocket): string | null => holders[0]?.program ?? null;

const order: Readonly<Record<SocketWay, number>> = { listens: 0, in: 1, out: 2, inside: 3 };
const byText = (one: string, other: string) => one.localeCompare(other, "en", { numeric: true });

/** What waits first, then by port and peer: an order that does not move while a row lives. */
function byPlace(one: Row, other: Row): number {
  return (
    order[one.way] - order[other.way] ||
    (one.localPort ?? 0) - (other.localPort ?? 0) ||
    Number(one.family === 6) - Number(other.family === 6) ||
    byText(one.peer ?? "", other.peer ?? "") ||
    byText(one.key, other.key)
  );
}

/** Rows by program, in the order of the alphabet; those of no known program last. */
export function groupSockets<R extends Row>(rows: readonly R[]): readonly SocketGroup<R>[] {
  const groups = new Map<string | null, R[]>();
  for (const row of rows) {
    const program = programOf(row);
    const group = groups.get(program);
    if (group === undefined) groups.set(program, [row]);
    else group.push(row);
  }
  return [...groups]
    .toSorted(([one], [other]) =>
      one === null || other === null ? Number(one === null) - Number(other === null) : byText(one, other),
    )
    .map(([program, own]) => ({ program, rows: own.toSorted(byPlace) }));
}

/** How many sockets each program had at one moment. `counts` null: nobody looked since the moment before. */
export type Moment = { readonly uptime: number; readonly counts: ReadonlyMap<string | null, number> | null };

/** Two minutes, at one a second. */
const mostMoments = 120;
const longestStep = 5;

/** Adds a moment to what was seen; a gap stays a gap, and a host that started again begins anew. */
export function addMoment(
  moments: readonly Moment[],
  uptime: number,
  rows: readonly LiveSocket[],
): readonly Moment[] {
  const counts = new Map<string | null, number>();
  for (const row of rows) counts.set(programOf(row), (counts.get(programOf(row)) ?? 0) + 1);
  const last = moments.at(-1);
  if (last === undefined || uptime < last.uptime) return [{ uptime, counts }];
  if (uptime === last.uptime) return moments;
  const gap = uptime - last.uptime > longestStep ? [{ uptime: last.uptime, counts: null }] : [];
  return [...moments, ...gap, { uptime, counts }].slice(-mostMoments);
}

/** The number of one program's sockets, moment by moment. */
export function countsOf(moments: readonly Moment[], program: string | null): readonly (number | null)[] {
  return moments.map(({ counts }) => (counts === null ? null : (counts.get(program) ?? 0)));
}
