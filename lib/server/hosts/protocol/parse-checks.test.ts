import { expect, it } from "vitest";
import { buildChecks } from "./build-checks";
import { parseChecks } from "./parse-checks";

const answer = (...lines: readonly string[]) =>
  ["Welcome!", ...lines.map((line) => `SEKISHO:${line}`), ""].join("\n");

it("gives each check its tries, IPv4 first, whatever order they came in", () => {
  const text = answer(
    "SEEN 1 2001:db8::1 refused 10 bash bash: connect: Connection refused",
    "SEEN 1 192.0.2.1 works 20 bash ",
    "SEEN 0 - cannot-resolve 2010 getent ",
    "OVER",
  );
  expect(parseChecks(text, 3)).toEqual({
    ok: true,
    problems: [],
    value: [
      [
        {
          address: null,
          family: null,
          outcome: "cannot-resolve",
          milliseconds: 2010,
          tool: "getent",
          words: "",
        },
      ],
      [
        { address: "192.0.2.1", family: 4, outcome: "works", milliseconds: 20, tool: "bash", words: "" },
        {
          address: "2001:db8::1",
          family: 6,
          outcome: "refused",
          milliseconds: 10,
          tool: "bash",
          words: "bash: connect: Connection refused",
        },
      ],
      // Nothing was said of it: that is no agreement.
      [{ address: null, family: null, outcome: "unread", milliseconds: null, tool: null, words: "" }],
    ],
  });
});

it("reads no line of another form, and takes no answer without an end", () => {
  const forged = answer(
    "SEEN 0 nonsense works 1 bash",
    "SEEN 0 192.0.2.1 fine 1 bash",
    "SEEN 7 - silent - x",
    "OVER",
  );
  expect(parseChecks(forged, 1)).toMatchObject({ ok: true, value: [[{ outcome: "unread" }]] });
  expect(parseChecks(answer("SEEN 0 192.0.2.1 works 1 bash"), 1)).toMatchObject({
    ok: false,
    problems: [{ code: "checks-cut" }],
  });
  expect(parseChecks(answer("FAIL - not-root", "OVER"), 1)).toMatchObject({
    ok: false,
    problems: [{ code: "checks-failed", params: { detail: "not-root" } }],
  });
});

it("sends nothing but an address, a name, a port and a word of its own", () => {
  const endWord = "0123456789abcdef0123456789abcdef";
  const tcp =
    (target: string, port: number | null = 80) =>
    () =>
      buildChecks([{ kind: "tcp", target, port }], { endWord });
  expect(tcp("example.com")()).toContain("\n0 tcp example.com 80\n");
  expect(tcp("2001:DB8::0:1")()).toContain("\n0 tcp 2001:db8::1 80\n");
  for (const bad of ["$(id)", "-n", "a b", "a\nb", endWord.concat("\n"), "1.2.3"])
    expect(tcp(bad), bad).toThrow();
  for (const port of [0, 65_536, 1.5, null]) expect(tcp("example.com", port)).toThrow();
  expect(() => buildChecks([{ kind: "ping", target: "192.0.2.1", port: 80 }], { endWord })).toThrow();
  expect(() => buildChecks([], { endWord })).toThrow();
});
