import { describe, expect, test } from "vitest";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { type Entry, keepsMeaning } from "./account";
import { adopt } from "./adopt";
import { hostFacts } from "./testing/host-facts";
import { readSave } from "./testing/live-texts";

type Policies = { readonly input?: "ACCEPT" | "DROP"; readonly chains?: readonly string[] };

/** INPUT of a host without IPv6, by its rules; `chains` are declared besides. */
function adopted(rules: readonly string[], { input = "DROP", chains = [] }: Policies = {}) {
  const declared = [`:INPUT ${input} [0:0]`, ":FORWARD DROP [0:0]", ":OUTPUT ACCEPT [0:0]"];
  const own = chains.map((name) => `:${name} - [0:0]`);
  const text = ["*filter", ...declared, ...own, ...rules, "COMMIT", ""].join("\n");
  const facts = hostFacts({ ipv4: text, ipv6: null }, { iptables6: "absent", connection: null });
  const live = { ruleset4: readSave(text, 4), ruleset6: null };
  const { policy, account } = adopt(live, facts, { networks: [], services: serviceCatalogue });
  const of = (text: string): Entry => {
    const found = account.find((entry) => entry.text === text);
    if (found === undefined) throw new Error(text);
    return found;
  };
  return { policy, rules: policy.purposes[0]?.rules ?? [], of };
}

describe("what only the list as a whole tells", () => {
  test("a rule that cannot be said and sends packets to the end takes the end's claim away", () => {
    const sends = "-A INPUT -i tun0 -j RETURN";
    const { of } = adopted([sends, "-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT"]);
    expect(of(sends)).toMatchObject({ kind: "opaque", because: "interface" });
    expect(keepsMeaning(of("-P INPUT DROP"))).toBe(false);
    const { of: plain } = adopted(["-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT"]);
    expect(keepsMeaning(plain("-P INPUT DROP"))).toBe(true);
  });

  test("a rate is taken over only where nothing below lets through what exceeds it", () => {
    const rated = "-A INPUT -p tcp -m tcp --dport 80 -m limit --limit 10/min -j ACCEPT";
    expect(adopted([rated]).rules).toMatchObject([{ limit: { count: 10, per: "minute", perSource: false } }]);
    const some = adopted([rated, "-A INPUT -s 192.0.2.0/27 -j ACCEPT"]);
    expect(some.of(rated)).toMatchObject({ kind: "opaque", because: "rate" });
    const all = adopted([rated, "-A INPUT -p tcp -j ACCEPT"]);
    expect(all.rules[0]).toMatchObject({ services: ["http", "tcp 1-65535"], limit: null });
    expect(keepsMeaning(all.of(rated))).toBe(true);
  });

  test("a rate that stays the same and is only counted anew is told from one that is counted otherwise", () => {
    const each = (rate: string) =>
      `-m hashlimit ${rate} --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name a`;
    const ssh = "-A INPUT -p tcp -m tcp --dport 22";
    const notes = (...rules: string[]) => {
      const { of } = adopted(rules);
      return rules.map((rule) => "notes" in of(rule) && (of(rule) as { notes: unknown }).notes);
    };
    const upto = `${ssh} ${each("--hashlimit-upto 5/min")} -j ACCEPT`;
    expect(notes(upto)).toEqual([["counted-anew"]]);
    expect(notes(`${ssh} -m limit --limit 5/min -j ACCEPT`)).toEqual([["rate"]]);
    const above = `${ssh} ${each("--hashlimit-above 5/min")} -j DROP`;
    expect(notes(above, `${ssh} -j ACCEPT`)).toEqual([["counted-anew"], ["counted-anew"]]);
    expect(notes(above, `${ssh.replace("-p", "-s 192.0.2.0/27 -p")} -j ACCEPT`)).toEqual([
      ["rate"],
      ["rate"],
    ]);
  });

  test("a refusal above a rate becomes the limit of each rule that accepts some of its packets", () => {
    const above =
      "-m hashlimit --hashlimit-above 5/min --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name a";
    const { rules } = adopted([
      `-A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW ${above} -j DROP`,
      '-A INPUT -s 192.0.2.0/27 -p tcp -m tcp --dport 22 -m comment --comment "one" -j ACCEPT',
      '-A INPUT -s 192.0.2.64/27 -p tcp -m tcp --dport 22 -m comment --comment "two" -j ACCEPT',
      "-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT",
    ]);
    expect(rules.map(({ comment, limit }) => [comment, limit?.count ?? null])).toEqual([
      ["one", 5],
      ["two", 5],
      ["", null],
    ]);
  });

  test("a refusal for everybody that is so wide that answers would be refused too is not taken over", () => {
    const wide = "-A INPUT -p tcp -j REJECT --reject-with tcp-reset";
    const open = adopted([wide], { input: "ACCEPT" });
    expect(open.of(wide)).toMatchObject({ kind: "opaque", because: "answers" });
    expect(adopted([wide]).of(wide)).toMatchObject({ kind: "implied", by: "rest", notes: ["silent"] });
    const narrow = adopted(["-A INPUT -s 203.0.113.5/32 -j DROP", "-A INPUT -p tcp -j ACCEPT"]);
    expect(narrow.rules[0]).toMatchObject({ sources: ["203.0.113.5"], verdict: "drop" });
    expect(narrow.of("-A INPUT -s 203.0.113.5/32 -j DROP")).toMatchObject({ notes: ["answers-too"] });
  });

  test("neighbours are joined, but not those with words of their own", () => {
    const port = (number: number, comment = "") =>
      `-A INPUT -p tcp -m tcp --dport ${number}${comment && ` -m comment --comment ${comment}`} -j ACCEPT`;
    expect(adopted([port(80), port(443)]).rules).toMatchObject([{ services: ["http", "https"] }]);
    expect(adopted([port(80, "site"), port(443, "shop")]).rules).toMatchObject([
      { services: ["http"], comment: "site" },
      { services: ["https"], comment: "shop" },
    ]);
  });

  test("a log line about the same packets becomes the rule's own", () => {
    const port = "-A INPUT -p tcp -m tcp --dport 3306";
    const { rules, of } = adopted([`${port} -j LOG --log-prefix "db "`, `${port} -j ACCEPT`]);
    expect(rules).toMatchObject([{ services: ["mysql"], log: true }]);
    expect(of(`${port} -j LOG --log-prefix "db "`)).toMatchObject({ into: [{ id: "in-1" }] });
  });
});

describe("chains of one's own", () => {
  test("stand for their rules, with the conditions of the jump", () => {
    const { rules, of } = adopted(
      [
        "-A INPUT -s 192.0.2.0/27 -j OFFICE",
        "-A OFFICE -p tcp -m tcp --dport 22 -j ACCEPT",
        "-A OFFICE -p udp -m udp --dport 53 -j ACCEPT",
        "-A OFFICE -j RETURN",
      ],
      { chains: ["OFFICE"] },
    );
    expect(rules).toMatchObject([{ sources: ["192.0.2.0_27"], services: ["ssh", "udp 53"] }]);
    expect(of("-A INPUT -s 192.0.2.0/27 -j OFFICE")).toMatchObject({ kind: "fits", into: [{ id: "in-1" }] });
  });

  test("a rule whose conditions exclude those of the jump decides nothing", () => {
    const never = "-A TCP -p udp -m udp --dport 53 -j ACCEPT";
    const { rules, of } = adopted(["-A INPUT -p tcp -j TCP", never], { chains: ["TCP"] });
    expect(rules).toEqual([]);
    expect(of(never)).toMatchObject({ kind: "implied", by: "nothing" });
  });

  test("one that is left in the middle is kept whole", () => {
    const { of } = adopted(
      ["-A INPUT -j MORE", "-A MORE -s 192.0.2.0/27 -j RETURN", "-A MORE -p tcp -m tcp --dport 25 -j DROP"],
      { chains: ["MORE"], input: "ACCEPT" },
    );
    expect(of("-A INPUT -j MORE")).toMatchObject({ kind: "opaque", because: "chain", detail: "MORE" });
    expect(of("-A MORE -p tcp -m tcp --dport 25 -j DROP")).toMatchObject({
      kind: "opaque",
      because: "chain",
    });
  });
});
