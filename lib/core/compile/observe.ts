/** How a packet would be refused, were it not only observed. */
export type WouldRefuse = "drop" | "reject";

/** What the end of OUTPUT is called in lines of an observation; ids of rules have no capitals. */
export const observedEnd = "OUT";

/**
 * The place that lines of an observation name: `would-drop/ID`. No id has a slash, so that no other rule writes the same,
 * and no name has a blank.
 */
export function observedPlace(verdict: WouldRefuse, place: string): string {
  return `would-${verdict}/${place}`;
}

/** What the prefix of a log line says of an observation: how it would refuse, and whether as the end; null: it is none. */
export function readObserved(
  prefix: string,
): { readonly verdict: WouldRefuse; readonly isEnd: boolean } | null {
  const [, verdict, place] = /^sekisho would-(drop|reject)\/([^ ]+): $/.exec(prefix) ?? [];
  if (verdict !== "drop" && verdict !== "reject") return null;
  return { verdict, isEnd: place === observedEnd };
}
