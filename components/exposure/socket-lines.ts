import type { Family } from "@/lib/core/net/family";
import type { EntryView, FamilyView, SocketView } from "@/lib/server/services/exposure/exposure-view";

/** What one family says in a line. `entry`: the way in that it is about; null: the state itself, or what it hangs on. */
export type LineSide = {
  readonly family: Family;
  readonly view: FamilyView;
  readonly entry: EntryView | null;
};

/** One line of a row: one way in, or that there is none; both families where they say the same. */
export type SocketLine = {
  readonly first: LineSide;
  readonly second: LineSide | null;
  readonly hangs: boolean;
};

function linesOf(view: FamilyView, twin: FamilyView | null): SocketLine[] {
  const line = (at: number | null, hangs = false): SocketLine => {
    const side = (one: FamilyView): LineSide => ({
      family: one.family,
      view: one,
      entry: at === null ? null : (one.entries[at] ?? null),
    });
    return { first: side(view), second: twin && side(twin), hangs };
  };
  const entries = view.entries.map((_, at) => line(at));
  const hangs = view.depends === null ? [] : [line(null, true)];
  const state = entries.length + hangs.length === 0 || view.state === "cannot-tell" ? [line(null)] : [];
  return [...state, ...entries, ...hangs];
}

/** The ways in that both families have are told once; what else each says follows. */
function joined(first: FamilyView, second: FamilyView): readonly SocketLine[] {
  const theirs = linesOf(second, null);
  const taken = new Set<SocketLine>();
  const lines = linesOf(first, null).map((line) => {
    const twin = theirs.find(({ first: { entry } }) => entry !== null && entry.key === line.first.entry?.key);
    if (twin === undefined) return line;
    taken.add(twin);
    return { ...line, second: twin.first };
  });
  return [...lines, ...theirs.filter((line) => !taken.has(line))];
}

/**
 * The lines of a row: both families together where they say the same. A family in which nothing listens says nothing
 * beside one in which something does.
 */
export function socketLines({ families, alike }: SocketView): readonly SocketLine[] {
  const [first, second] = families;
  if (first !== undefined && second !== undefined && alike) return linesOf(first, second);
  if (first !== undefined && second !== undefined && first.linkOnly === second.linkOnly) {
    const reached = [first, second].every(({ entries, why }) => entries.length > 0 && why === null);
    if (reached) return joined(first, second);
  }
  const heard = families.filter(({ state }) => state !== "not-heard");
  return (heard.length > 0 ? heard : families.slice(0, 1)).flatMap((view) => linesOf(view, null));
}
