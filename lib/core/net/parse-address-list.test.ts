import { describe, expect, it } from "vitest";
import { parseNetworkEntry } from "./network-entry";
import { parseAddressList } from "./parse-address-list";

describe("a pasted list of addresses", () => {
  it("reads lines, commas, blanks, ranges and comments", () => {
    const text =
      "\uFEFF192.0.2.0/27 # head office\r\n2001:db8::1, 198.51.100.7;203.0.113.4 - 203.0.113.9\n\n# nothing\n";
    const { entries, findings } = parseAddressList(text);
    expect(entries).toEqual(["192.0.2.0/27", "2001:db8::1", "198.51.100.7", "203.0.113.4-203.0.113.9"]);
    expect(findings).toEqual([]);
  });

  it.each([
    ["192.0.2.9/27", "host-bits", "192.0.2.0/27"],
    ["192.0.2.0/33", "length", null],
    ["192.0.2.300", "syntax", null],
    ["192.000.002.007", "syntax", "192.0.2.7"],
    ["[2001:db8::1]", "syntax", "2001:db8::1"],
    ["fe80::1%eth0", "syntax", "fe80::1"],
    ["192.0.2.0/255.255.255.224", "syntax", "192.0.2.0/27"],
    ["office.example", "name", null],
    ["--help", "syntax", null],
    ["192.0.2.9-192.0.2.4", "reversed", "192.0.2.4-192.0.2.9"],
    ["192.0.2.9-2001:db8::1", "mixed-families", null],
    ["$(reboot)", "syntax", null],
  ])("locates %j as %s and suggests %s", (wrong, code, suggestion) => {
    const { entries, findings } = parseAddressList(`198.51.100.1\n  ${wrong}\n198.51.100.2`);
    expect(entries).toEqual(["198.51.100.1", "198.51.100.2"]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ line: 2, column: 3, severity: "error", code, suggestion });
    if (suggestion !== null) expect(findings[0]?.message).toContain(`Did you mean ${suggestion}?`);
  });

  it("notices duplicates and entries inside others, whatever their order, and keeps the widest", () => {
    const { entries, findings } = parseAddressList(
      "192.0.2.5\n192.0.2.0/24\n192.0.2.0/24\n192.0.2.8-192.0.2.9\n",
    );
    expect(entries).toEqual(["192.0.2.0/24"]);
    expect(findings.map(({ line, code, suggestion }) => [line, code, suggestion])).toEqual([
      [1, "inside", "192.0.2.0/24"],
      [3, "duplicate", "192.0.2.0/24"],
      [4, "inside", "192.0.2.0/24"],
    ]);
  });

  it("reads ten thousand lines in one pass", () => {
    const lines = Array.from({ length: 10_000 }, (_, at) => `10.${at >> 8}.${at & 255}.0/25`);
    const { entries, findings } = parseAddressList([...lines, ...lines.slice(0, 100), "oops"].join("\n"));
    expect(entries).toHaveLength(10_000);
    expect(findings.filter(({ code }) => code === "duplicate")).toHaveLength(100);
    expect(findings.filter(({ severity }) => severity === "error")).toMatchObject([{ line: 10_101 }]);
  });

  it("covers a range exactly", () => {
    const entry = parseNetworkEntry("192.0.2.4-192.0.2.9");
    if ("fault" in entry) throw new Error(entry.fault);
    expect(entry.prefixes.map(({ length }) => length)).toEqual([30, 31]);
  });
});
