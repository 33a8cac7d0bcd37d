import type { Family } from "@/lib/core/net/family";
import type { EntryView, FamilyView, SocketView } from "@/lib/server/services/exposure/exposure-view";

/** One line of a row: what some families say of one way in, or that there is none. */
export type SocketLine = {
  readonly families: readonly Family[];
  readonly view: FamilyView;
  /** The way in that the line is about; null: the state itself, or what it hangs on. */
  readonly entry: EntryView | null;
  readonly hangs: boolean;
  /** The same way in of the other family, where its rule has another text. */
  readonly other: EntryView | null;
};

function linesOf(view: FamilyView, families: readonly Family[], twin: FamilyView | null): SocketLine[] {
  const line = { families, view, entry: null, hangs: false, other: null };
  const entries = view.entries.map((entry, at) => ({ ...line, entry, other: twin?.entries[at] ?? null }));
  const hangs = view.depends === null ? [] : [{ ...line, hangs: true }];
  const state = entries.length + hangs.length === 0 || view.state === "cannot-tell" ? [line] : [];
  return [...state, ...entries, ...hangs];
}

/** The lines of a row: both families together where they say the same; one that nothing listens on says nothing beside another. */
export function socketLines({ families, alike }: SocketView): readonly SocketLine[] {
  const [first, second] = families;
  if (first !== undefined && second !== undefined && alike) {
    return linesOf(first, [first.family, second.family], second);
  }
  const heard = families.filter(({ state }) => state !== "not-heard");
  return (heard.length > 0 ? heard : families.slice(0, 1)).flatMap((view) =>
    linesOf(view, [view.family], null),
  );
}
