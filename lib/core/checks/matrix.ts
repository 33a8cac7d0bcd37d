import type { Check, CheckFrom } from "./check";

/** Ports in rows, the places that knock at them in columns. */
export type CheckMatrix<T> = {
  readonly places: readonly CheckFrom[];
  /** `cells` stand as the places do; null: not tried from there. */
  readonly rows: readonly { readonly check: Check; readonly cells: readonly (T | null)[] }[];
};

/** One name for a place: two checks with the same one start at the same place. */
export function placeKey(from: CheckFrom): string {
  switch (from.kind) {
    case "host":
    case "panel":
      return from.kind;
    case "vantage":
      return `vantage ${from.name}`;
    case "neighbour":
      return `neighbour ${from.hostId}`;
  }
}

const triedKey = ({ kind, target, port }: Check) => `${kind} ${target} ${port}`;

/** What comes in, as a matrix: places and rows stand in the order in which they were first tried. */
export function matrixOf<T extends { readonly check: Check }>(results: readonly T[]): CheckMatrix<T> {
  const incoming = results.filter(({ check }) => check.from.kind !== "host");
  const places = new Map(incoming.map(({ check: { from } }) => [placeKey(from), from]));
  const firsts = incoming.filter(
    ({ check }, at) => incoming.findIndex((one) => triedKey(one.check) === triedKey(check)) === at,
  );
  const rows = firsts.map(({ check }) => ({
    check,
    cells: [...places.keys()].map(
      (key) =>
        incoming.find((one) => triedKey(one.check) === triedKey(check) && placeKey(one.check.from) === key) ??
        null,
    ),
  }));
  return { places: [...places.values()], rows };
}
