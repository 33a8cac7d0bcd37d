import { expect, test } from "vitest";
import { mendEntry } from "./mend-entry";
import { readPorts } from "./read-ports";

test.each([
  ["80, 443 9000-9010", ["80", "443", "9000-9010"], null],
  ["0", ["0"], "bounds"],
  ["70000", ["70000"], "bounds"],
  ["90-80", ["90-80"], "reversed"],
  ["http", ["http"], "syntax"],
])("%s", (text, ports, fault) => {
  const read = readPorts(text);
  expect(read.ports).toEqual(ports);
  expect(read.fault?.kind ?? null).toBe(fault);
});

test("mending one entry leaves the rest of its line and the other lines as they are", () => {
  const place = { line: 2, column: 6, text: "192.0.2.5/24" };
  expect(mendEntry("10.0.0.1\na.b, 192.0.2.5/24 # office\nlast", place, "192.0.2.0/24")).toBe(
    "10.0.0.1\na.b, 192.0.2.0/24 # office\nlast",
  );
});
