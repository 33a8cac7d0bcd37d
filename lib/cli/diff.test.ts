import { describe, expect, it } from "vitest";
import { hardRules } from "@/lib/core/analysis/testing/hard-rules";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { diff } from "./diff";
import { run } from "./run";

const table = (rules: string) =>
  `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules}COMMIT\n`;
const one = table("-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT\n");
const halves = table(
  "-A INPUT -s 192.0.2.0/25 -p tcp -m tcp --dport 22 -j ACCEPT\n-A INPUT -s 192.0.2.128/25 -p tcp -m tcp --dport 22 -j ACCEPT\n",
);
const wider = table(
  "-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT\n-A INPUT -s 198.51.100.0/24 -p tcp -m multiport --dports 80,443 -j ACCEPT\n",
);
const six = table("-A INPUT -s 2001:db8::/32 -p tcp -m tcp --dport 22 -j ACCEPT\n");
const plain = table("");

function sekisho(files: Readonly<Record<string, string>>, ...words: string[]) {
  let out = "";
  let err = "";
  const code = run({ diff }, ["diff", ...words], {
    readFile: (path) => {
      const text = { one, halves, wider, six, plain, ...files }[path];
      if (text === undefined) throw Object.assign(new Error(`no file ${path}`), { code: "ENOENT" });
      return text;
    },
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

describe("sekisho diff", () => {
  it("is 0 where rules are written otherwise and mean the same, 1 where they do not", () => {
    expect(sekisho({}, "one", "halves")).toEqual({
      code: 0,
      out: "Nothing changes for any packet.\n",
      err: "",
    });
    expect(JSON.parse(sekisho({}, "one", "halves", "--json").out)).toEqual({
      outcome: "equal",
      changes: [],
      more: 0,
    });
    expect(sekisho({}, "one", "wider").code).toBe(1);
    expect(sekisho({}, "wider", "one", "--json").code).toBe(1);
  });

  it("tells each change in words, with a packet and the rules of both sides", () => {
    const { out } = sekisho({}, "one", "wider");
    expect(out).toContain("newly let through: tcp 80, 443 from 198.51.100.0/24, to the host\n");
    expect(out).toMatch(/ {2}packet: chain=INPUT .*src=198\.51\.100\.\d+ .*dport=443 /);
    expect(out).toContain("  before: drop, by no rule\n");
    expect(out).toContain(
      "  after:  accept, line 6: -A INPUT -s 198.51.100.0/24 -p tcp -m multiport --dports 80,443 -j ACCEPT\n",
    );
    expect(sekisho({}, "wider", "one").out).toContain(
      "no longer let through: tcp 80, 443 from 198.51.100.0/24, to the host\n",
    );
  });

  it("tells packets that are held to another rate once, with the rate of either side", () => {
    const rated = (count: number) =>
      table(`-A INPUT -p tcp -m tcp --dport 22 -m limit --limit ${count}/min -j ACCEPT\n`);
    const files = { slow: rated(6), fast: rated(60) };
    const { out } = sekisho(files, "slow", "fast");
    expect(out).toContain("held to another rate, or counted anew: tcp 22, to the host\n");
    expect(out).toContain("  rate before: -m limit --limit 6/min\n  rate after:  -m limit --limit 1/sec\n");
    expect(out).not.toContain("no longer held to a rate");
    const { changes } = JSON.parse(sekisho(files, "slow", "fast", "--json").out);
    expect(changes[0]).toMatchObject({
      kind: "rate-changed",
      rates: { before: ["-m limit --limit 6/min"], after: ["-m limit --limit 1/sec"] },
      before: { fate: "accept", rule: { line: 5 } },
      after: { fate: "accept", rule: { line: 5 } },
    });
  });

  it("counts what changes for other packets, and tells it on request, or where nothing else changes", () => {
    const ordinary = sekisho({}, "one", "wider").out;
    expect(ordinary).toMatch(/\n\d+ changes for other packets .*--all tells them\.\n$/);
    const all = sekisho({}, "one", "wider", "--all").out;
    expect(all).toMatch(/to the host \[[A-Z, ]+\]\n/);
    expect(all).not.toContain("--all");
    const scans = one.replace(
      "-A INPUT",
      "-A INPUT -p tcp -m tcp --tcp-flags SYN,FIN SYN,FIN -j REJECT\n-A INPUT",
    );
    const odd = sekisho({ scans }, "one", "scans").out;
    expect(odd).toContain("only: flags FIN,SYN or ");
    expect(odd).not.toContain("--all");
  });

  it("tells the same in JSON, ordinary packets first", () => {
    const { changes } = JSON.parse(sekisho({}, "one", "wider", "--json").out);
    expect(changes[0]).toMatchObject({
      kind: "opened",
      ordinary: true,
      way: "in",
      states: ["NEW"],
      services: { except: false, terms: ["tcp 80", "tcp 443"] },
      sources: { except: false, terms: ["198.51.100.0/24"] },
      destinations: { except: true, terms: [] },
      dependsOn: [],
      before: { fate: "drop", rule: null },
      after: { fate: "accept", rule: { table: "filter", chain: "INPUT", line: 6 } },
    });
    expect(changes.slice(1).every(({ ordinary }: { ordinary: boolean }) => !ordinary)).toBe(true);
  });

  it("calls networks by the names they are given", () => {
    const { out } = sekisho({}, "one", "wider", "--network", "office=198.51.100.0/24");
    expect(out).toContain("from office, to the host");
  });

  it("names what a change hangs on", () => {
    const banned = one.replace("-A INPUT", "-A INPUT -m set --match-set banned src -j DROP\n-A INPUT");
    expect(sekisho({ banned }, "one", "banned").out).toContain("hangs on: -m set --match-set banned src");
  });

  it("tells as many changes as it may, and counts the others", () => {
    const many = table(
      Array.from(
        { length: 5 },
        (_, at) => `-A INPUT -s 10.${at}.0.0/16 -p tcp -m tcp --dport ${at + 1000} -j ACCEPT\n`,
      ).join(""),
    );
    const { changes, more } = JSON.parse(sekisho({ many }, "plain", "many", "--rows", "2", "--json").out);
    expect(changes).toHaveLength(2);
    expect(more).toBeGreaterThan(0);
    expect(sekisho({ many }, "plain", "many", "--rows", "2").out).toContain(`${more} more changes`);
  });

  it("is 3 where it would need more than it may use", () => {
    const { code, out } = sekisho({}, "one", "wider", "--budget", "10");
    expect([code, out]).toEqual([3, "This is too complex to decide.\n"]);
    expect(JSON.parse(sekisho({}, "one", "wider", "--budget", "10", "--json").out).outcome).toBe(
      "too-complex",
    );
  });

  it.each(Object.entries(hardRules))("is 3 for rules that are made to be hard: %s", (_, make) => {
    const hard = renderRestore(make());
    const { code, out } = sekisho({ hard }, "plain", "hard", "--budget", "60000");
    expect([code, out]).toEqual([3, "This is too complex to decide.\n"]);
  });

  it("names the bits of a mark on which a change hangs", () => {
    const marked = table("-A INPUT -m connmark --mark 0x10/0x30 -j ACCEPT\n");
    expect(sekisho({ marked }, "plain", "marked").out).toContain("only: connection mark 0x10/0x30");
  });

  it("takes the family from either text", () => {
    expect(sekisho({}, "six", "plain").code).toBe(1);
    expect(sekisho({}, "plain", "six").code).toBe(1);
    expect(sekisho({}, "plain", "plain", "--family", "6").code).toBe(0);
  });

  it.each([
    [["one"], "give two files"],
    [["one", "one", "one"], "give two files"],
    [["one", "gone"], "there is no such file"],
    [["one", "empty"], "empty holds no table"],
    [["one", "script"], "script cannot be read"],
    [["one", "six"], "one cannot be read"],
    [["four", "six"], "four is of IPv4"],
    [["one", "wider", "--rows", "0"], "--rows"],
    [["one", "wider", "--family", "5"], "--family"],
  ])("ends with 2 and says what to do: %j", (words, hint) => {
    const four = `# Generated by iptables-save v1.8.9\n${plain}`;
    const { code, out, err } = sekisho({ empty: "", script: "hello\n", four }, ...words);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(hint);
  });

  it("tells what opens first, however few rows are asked for, and counts the rest", () => {
    const before = table("-A INPUT -p tcp -m tcp --dport 443 -j ACCEPT\n");
    const after = table("-A INPUT -p tcp -m tcp --dport 8443 -j ACCEPT\n");
    const { out } = sekisho({ before, after }, "before", "after", "--rows", "1");
    expect(out).toMatch(/^newly let through: tcp 8443/);
    expect(out).toMatch(/\d+ more changes?; --rows tells more of them\.\n$/);
    const [first, ...others] = JSON.parse(
      sekisho({ before, after }, "before", "after", "--rows", "1", "--json").out,
    ).changes;
    expect([first.kind, others]).toEqual(["opened", []]);
  });

  it("ends with 3 and no stack trace where chains lead deeper than can be followed", () => {
    const levels = 8_000;
    const declared = Array.from({ length: levels }, (_, at) => `:D${at} - [0:0]\n`).join("");
    const jumps = Array.from({ length: levels - 1 }, (_, at) => `-A D${at} -j D${at + 1}\n`).join("");
    const deep = `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${declared}-A INPUT -j D0\n${jumps}COMMIT\n`;
    const { code, out, err } = sekisho({ deep }, "one", "deep");
    expect([code, out]).toEqual([3, ""]);
    expect(err).toMatch(/^sekisho diff: too complex to decide: the rules lead too deep/);
  });
});
