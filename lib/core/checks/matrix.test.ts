import { expect, it } from "vitest";
import type { Check, CheckFrom } from "./check";
import { matrixOf } from "./matrix";

const tried = (from: CheckFrom, port: number): { check: Check } => ({
  check: { from, kind: "tcp", target: null, port, reason: "service" },
});

it("puts every place in a column and every port in a row, leaves out what starts on the host, and a gap where nobody knocked", () => {
  const panel: CheckFrom = { kind: "panel" };
  const office: CheckFrom = { kind: "vantage", name: "office" };
  const backup: CheckFrom = { kind: "neighbour", hostId: "h2", name: "backup" };
  // Two hosts may have had the same name.
  const namesake: CheckFrom = { kind: "neighbour", hostId: "h3", name: "backup" };
  const results = [
    tried(panel, 22),
    tried(panel, 8443),
    tried(office, 22),
    tried(backup, 22),
    tried(namesake, 22),
    {
      check: { from: { kind: "host" }, kind: "tcp", target: "192.0.2.7", port: 443, reason: "own" } as const,
    },
  ];
  const { places, rows } = matrixOf(results);
  expect(places).toEqual([panel, office, backup, namesake]);
  expect(
    rows.map(({ check: { port }, cells }) => [port, ...cells.map((one) => one && results.indexOf(one))]),
  ).toEqual([
    [22, 0, 2, 3, 4],
    [8443, 1, null, null, null],
  ]);
  expect(matrixOf([])).toEqual({ places: [], rows: [] });
});
