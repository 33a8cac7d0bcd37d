import { describe, expect, it } from "vitest";
import { compile } from "@/lib/core/compile/compile";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { startingBody } from "@/lib/core/policy/roles";
import type { Policy, RoleName } from "@/lib/core/policy/schema";
import type { MeaningNames, MeaningRow, Told } from "./meaning";
import { type FamilyAsk, type MeaningAsk, readMeaning } from "./read-sides";

const office = { name: "office", entries: ["192.0.2.0/27", "2001:db8:1::/48"] };
const branch = { name: "branch", entries: ["198.51.100.0/25", "198.51.100.200"] };
const names: MeaningNames = {
  networks: [office, branch],
  services: serviceCatalogue,
  panel: "203.0.113.9",
};

const tables = (rules: string, policy = "DROP") =>
  `*filter\n:INPUT ${policy} [0:0]\n:FORWARD ${policy} [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules}COMMIT\n`;
const side = (live: string | null) => ({ live, chains: null });
const ask = (before: string | null, after: string | null, host: FamilyAsk["host"] = null): FamilyAsk => ({
  before: side(before),
  after: side(after),
  host,
});
const tell = (ipv4: FamilyAsk | null, ipv6: FamilyAsk | null = null) =>
  readMeaning({ sides: { 4: ipv4, 6: ipv6 }, names });

function words<T>({ except, terms }: Told<T>): string {
  const told = terms.map((term) => {
    if (typeof term === "string") return term;
    const { name, text, protocol, ports, kind } = term as Record<string, unknown> & {
      ports?: { first: number; last: number };
    };
    if (ports !== undefined)
      return `${protocol} ${ports.first}${ports.last > ports.first ? `-${ports.last}` : ""}`;
    return name ?? text ?? kind;
  });
  return except ? ["all", ...(told.length > 0 ? ["but", told.join(", ")] : [])].join(" ") : told.join(", ");
}
const line = (row: MeaningRow) =>
  `${row.kind} ${row.way} v${row.families.join("+")}: ${words(row.sources)} -> ${words(row.services)}: ${row.before}/${row.after}`;
const accept = (rest: string) => `-A INPUT ${rest} -j ACCEPT\n`;

describe("what changes, in names", () => {
  it("names a network and a service that are the same as the ranges", () => {
    const meaning = tell(
      ask(tables(""), tables(accept("-s 192.0.2.0/27 -p tcp -m multiport --dports 80,443,8000"))),
    );
    expect(meaning.outcomes).toEqual({ 4: "different", 6: "absent" });
    expect(meaning.rows.map(line)).toEqual(["opened in v4: office -> http, https, tcp 8000: drop/accept"]);
  });

  it("says which ICMP messages, type by type", () => {
    const messages =
      accept("-p icmp -m icmp ! --icmp-type 11/3") + accept("-p icmp -m icmp --icmp-type 11/3");
    const without = accept("-p icmp -m icmp --icmp-type 11/3");
    const inside = tell(ask(tables(messages), tables(without))).others.filter(({ states }) =>
      states.includes("ESTABLISHED"),
    );
    expect(inside.map(line)).toEqual(["closed in v4: all -> 0–10, 11/0–2, 11/4–255, 12–255: accept/drop"]);
  });

  it("puts a network together out of several rules, and names no part of a wider range", () => {
    const parts =
      accept("-s 198.51.100.0/25 -p tcp -m tcp --dport 22") +
      accept("-s 198.51.100.200/32 -p tcp -m tcp --dport 22");
    expect(tell(ask(tables(""), tables(parts))).rows.map(line)).toEqual([
      "opened in v4: branch -> ssh: drop/accept",
    ]);
    const wider = accept("-s 192.0.2.0/26 -p tcp -m tcp --dport 22");
    expect(tell(ask(tables(""), tables(wider))).rows.map(line)).toEqual([
      "opened in v4: 192.0.2.0/26 -> ssh: drop/accept",
    ]);
  });

  it("says anyone except, and everything except, where that is shorter", () => {
    const before = accept("");
    const after =
      accept("-s 192.0.2.0/27") +
      accept("-p tcp -m tcp --dport 443") +
      accept("-p icmp -m icmp --icmp-type 8");
    expect(tell(ask(tables(before), tables(after))).rows.map(line)).toEqual([
      "closed in v4: all but office -> all but ping, https: accept/drop",
    ]);
  });

  it("tells both families in one row where they say the same, and marks the one that says it alone", () => {
    const rule = (source: string) => accept(`-s ${source} -p tcp -m tcp --dport 22`);
    const ipv4 = ask(tables(""), tables(rule("192.0.2.0/27")));
    const ipv6 = ask(tables(""), tables(rule("2001:db8:1::/48")));
    expect(tell(ipv4, ipv6).rows.map(line)).toEqual(["opened in v4+6: office -> ssh: drop/accept"]);
    expect(tell(ipv4, ask(tables(""), tables(""))).rows.map(line)).toEqual([
      "opened in v4: office -> ssh: drop/accept",
    ]);
    const everybody = ask(tables(""), tables(accept("-p tcp -m tcp --dport 22")));
    expect(tell(ipv4, everybody).rows.map(line)).toEqual([
      "opened in v4: office -> ssh: drop/accept",
      "opened in v6: all -> ssh: drop/accept",
    ]);
  });

  it("cuts the services where the families part, and shows each row on a packet of its own", () => {
    const ipv4 = ask(tables(accept("-p tcp")), tables(""));
    const ipv6 = ask(tables(accept("-p tcp -m tcp --dport 1:1000")), tables(""));
    const { rows } = tell(ipv4, ipv6);
    expect(rows.map(line)).toEqual([
      "closed in v4+6: all -> tcp 1-1000: accept/drop",
      "closed in v4: all -> tcp 0, tcp 1001-65535: accept/drop",
    ]);
    const ports = rows.map(({ sample }) => sample.destinationPort?.first ?? -1);
    expect(ports[0]).toBe(22);
    expect(ports[1] === 0 || (ports[1] ?? 0) > 1000).toBe(true);
  });

  it("says that a rate came or went, and not that nobody gets in", () => {
    const rule = "-p tcp -m tcp --dport 22";
    const limited = accept(
      `${rule} -m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name a`,
    );
    const [came] = tell(ask(tables(accept(rule)), tables(limited))).rows;
    expect(came && line(came)).toBe("limited in v4: all -> ssh: accept/drop");
    expect(came?.conditions.map(({ match }) => match?.kind)).toEqual(["source-limit"]);
    expect(came?.rules.after?.rule.target.kind).toBe("accept");
    const [went] = tell(ask(tables(limited), tables(accept(rule)))).rows;
    expect(went && line(went)).toBe("unlimited in v4: all -> ssh: drop/accept");
    const [opened] = tell(ask(tables(""), tables(limited))).rows;
    expect(opened && line(opened)).toBe("opened in v4: all -> ssh: drop/accept");
  });

  describe("of packets that were held to a rate and are held to a rate of another counter", () => {
    const rated = (rate: string, rest = "-p tcp -m tcp --dport 22") => accept(`${rest} ${rate}`);
    const shared = (count: string) => `-m limit --limit ${count}/min`;
    const each = (name: string, count = "5/sec") =>
      `-m hashlimit --hashlimit-upto ${count} --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name ${name}`;
    const rows = (before: string, after: string) => tell(ask(tables(before), tables(after))).rows;
    const counts = (row: MeaningRow | undefined, side: "before" | "after") =>
      row?.rates?.[side].map(
        ({ match }) => match && "count" in match && [match.kind, match.count, match.per],
      );

    it("says both rates in one row, with the rule of either side", () => {
      const [row, ...others] = rows(rated(shared("30")), rated(each("a")));
      expect(others).toEqual([]);
      expect(row && line(row)).toBe("rate-changed in v4: all -> ssh: accept/accept");
      expect(counts(row, "before")).toEqual([["limit", 30, "minute"]]);
      expect(counts(row, "after")).toEqual([["source-limit", 5, "second"]]);
      expect(row?.rates?.alike).toBe(false);
      expect(row?.rules.before?.rule.text).toContain("--limit 30/min");
      expect(row?.rules.after?.rule.text).toContain("--hashlimit-upto 5/sec");
    });

    it("says that it is counted anew where the rate and what it counts for are the same", () => {
      const [row, ...others] = rows(rated(each("a")), rated(each("b")));
      expect(others).toEqual([]);
      expect(row && [line(row), row.rates?.alike]).toEqual([
        "rate-changed in v4: all -> ssh: accept/accept",
        true,
      ]);
      const above = `-A INPUT -p tcp -m tcp --dport 22 ${each("b").replace("upto", "above")} -j DROP\n`;
      const turned = above + accept("-p tcp -m tcp --dport 22");
      expect(rows(rated(each("a")), turned).map(({ kind, rates }) => [kind, rates?.alike])).toEqual([
        ["rate-changed", true],
      ]);
      expect(rows(rated(each("a")), rated(each("b", "6/sec")))[0]?.rates?.alike).toBe(false);
    });

    it("keeps apart who was held to no rate, who is held to none, and whom another verdict meets beyond it", () => {
      const before = rated(shared("30")) + accept("-s 192.0.2.0/27 -p tcp -m tcp --dport 22");
      const after = rated(shared("60")) + accept("-s 198.51.100.0/24 -p tcp -m tcp --dport 22");
      expect(rows(before, after).map(line).toSorted()).toEqual([
        "limited in v4: office -> ssh: accept/drop",
        "rate-changed in v4: all but office, 198.51.100.0/24 -> ssh: accept/accept",
        "unlimited in v4: 198.51.100.0/24 -> ssh: drop/accept",
      ]);
      const refused = "-A INPUT -p tcp -m tcp --dport 22 -j REJECT\n";
      expect(rows(rated(shared("30")) + refused, rated(shared("60"))).map(line)).toEqual([
        "rate-changed in v4: all -> ssh: accept/accept",
        "answered-differently in v4: all -> ssh: reject/drop",
      ]);
    });

    it("names no rates where something else decides as well", () => {
      const account = "-m owner --uid-owner 33";
      const out = (rate: string, more = "") =>
        `-A OUTPUT -p tcp ${more} ${rate} -j ACCEPT\n-A OUTPUT -j DROP\n`;
      const found = rows(out(shared("30")), out(shared("60"), "-m string --string x --algo bm"));
      expect(found.every(({ rates }) => rates === null)).toBe(true);
      expect(rows(out(shared("30"), account), out(shared("60"), account))[0]?.kind).toBe("rate-changed");
    });
  });

  it("leaves what the host does not pass on for last", () => {
    const host = { addresses: [], routes: null, forwarding: false };
    const rule = "-A FORWARD -p tcp -m tcp --dport 80 -j ACCEPT\n";
    const still = tell(ask(tables(""), tables(rule), host));
    expect(still.rows).toEqual([]);
    expect(still.others.map(({ way, idle }) => [way, idle])).toContainEqual(["through", true]);
    const passing = tell(ask(tables(""), tables(rule), { ...host, forwarding: true }));
    expect(passing.rows.map(line)).toEqual(["opened through v4: all -> http: drop/accept"]);
  });

  it("leaves what the host says to itself alone for last", () => {
    const { rows, others } = tell(ask(tables(""), tables(accept("-i lo"))));
    expect(rows).toEqual([]);
    expect(others.map((row) => row.in && words(row.in))).toContain("lo");
    const both = tell(ask(tables(""), tables(accept("-i lo") + accept("-i eth1"))));
    expect(both.rows.map((row) => row.in && words(row.in))).toEqual(["eth1, lo"]);
  });

  it("leads to the rules that decide on each side, in their tables", () => {
    const [row] = tell(
      ask(
        tables("-A INPUT -p tcp -j DROP\n", "ACCEPT"),
        tables(`${accept("-p tcp -m tcp --dport 22")}-A INPUT -p tcp -j DROP\n`, "ACCEPT"),
      ),
    ).rows;
    expect(row?.rules.before).toMatchObject({ table: "filter", ref: { chain: "INPUT", index: 0 } });
    expect(row?.rules.after?.rule.text).toContain("--dport 22");
  });

  it("tells a family that is not there from one that cannot be read, and equal from both", () => {
    const same = ask(tables(accept("-p tcp")), tables(accept("-p tcp") + accept("-s 192.0.2.1/32 -p tcp")));
    expect(tell(same).outcomes).toEqual({ 4: "equal", 6: "absent" });
    expect(tell(same, ask(null, tables(""))).outcomes).toEqual({ 4: "equal", 6: "unreadable" });
    expect(tell(same, ask("no tables at all", tables(""))).outcomes[6]).toBe("unreadable");
  });

  it("names the line and the chain where a family's tables are not understood", () => {
    const odd = tables('-A INPUT -p tcp -m comment --comment "open -j ACCEPT\n');
    const same = ask(tables(accept("-p tcp")), tables(accept("-p tcp")));
    const { faults } = tell(same, ask(tables(""), odd));
    const line = odd.split("\n").findIndex((one) => one.startsWith("-A")) + 1;
    expect(faults).toMatchObject({ 6: { code: "save-syntax", params: { line, chain: "INPUT" } } });
    expect(faults[4]).toBeUndefined();
    expect(tell(same, ask(null, tables(""))).faults).toEqual({});
  });
});

const accepting = tables("", "ACCEPT");

function applied(role: RoleName): MeaningAsk {
  const body = startingBody(role);
  const policy: Policy = {
    schema: "sekisho-policy/1",
    ...body,
    purposes: body.purposes.map((purpose) => ({
      ...purpose,
      rules: purpose.rules.map((rule) => (rule.sources.length > 0 ? rule : { ...rule, sources: ["office"] })),
    })),
    networks: [{ ...office, note: "" }],
    services: [...serviceCatalogue],
  };
  const compiled = compile(policy, null);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const { ruleset4, ruleset6 } = compiled.value;
  const host = { addresses: [], routes: null, forwarding: false };
  const of = (chains: typeof ruleset6) => ({
    before: side(accepting),
    after: { live: accepting, chains },
    host,
  });
  return { sides: { 4: of(ruleset4), 6: of(ruleset6) }, names };
}

describe("a first apply on an open host", () => {
  it.each(["public-web-server", "internal-server", "file-server", "mail-server", "blank"] as const)(
    "of the role %s is told in few rows of few words",
    (role) => {
      const { rows } = readMeaning(applied(role));
      expect(rows.length).toBeLessThanOrEqual(6);
      for (const row of rows) {
        const { services, sources, destinations } = row;
        const terms = services.terms.length + sources.terms.length + destinations.terms.length;
        expect(terms, line(row)).toBeLessThanOrEqual(8);
        expect(row.families, line(row)).toEqual([4, 6]);
      }
      expect(rows.map(line)[0]).toMatch(/^closed in v4\+6: all but office -> all but /);
    },
  );
});
