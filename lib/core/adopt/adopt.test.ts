import { describe, expect, test } from "vitest";
import { substitute } from "@/lib/core/analysis/substitute";
import { compile } from "@/lib/core/compile/compile";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { InboundRule, Policy } from "@/lib/core/policy/schema";
import { validatePolicy } from "@/lib/core/policy/validate";
import { type Entry, refKey } from "./account";
import { type Adoption, adopt } from "./adopt";
import { unadmitted } from "./testing/check-claims";
import { consequenceOf } from "./testing/consequence";
import { hostFacts } from "./testing/host-facts";
import { type LiveName, liveNames, liveText, placesOf, readSave } from "./testing/live-texts";

const known = { networks: [], services: serviceCatalogue };

function load(name: LiveName) {
  const texts = { ipv4: liveText(name, 4), ipv6: liveText(name, 6) };
  const facts = hostFacts(texts);
  return { live: { ruleset4: readSave(texts.ipv4, 4), ruleset6: readSave(texts.ipv6, 6) }, facts };
}

function adopted(name: LiveName): Adoption {
  const { live, facts } = load(name);
  return adopt(live, facts, known);
}

/** A rule in one line: who, what, verdict. */
const line = ({ id, sources, services, verdict }: InboundRule) =>
  `${id}: ${sources.join(", ")} → ${services.join(", ")}, ${verdict}`;
const inbound = ({ policy }: { policy: Policy }) => policy.purposes.flatMap(({ rules }) => rules.map(line));

/** What became of the one live rule that ends with a text. */
function treatment(account: readonly Entry[], ending: string, family: 4 | 6 = 4): string {
  const found = account.filter((entry) => entry.family === family && entry.text.endsWith(ending));
  expect(
    found.map(({ text }) => text),
    ending,
  ).toHaveLength(1);
  const [entry] = found;
  if (entry === undefined) return "";
  switch (entry.kind) {
    case "fits":
      return `fits ${entry.into.map((place) => (place.kind === "rule" ? place.id : place.name)).join()}`;
    case "implied":
      return `implied ${entry.by}`;
    case "foreign":
      return `foreign ${entry.owner}`;
    case "opaque":
      return `opaque ${entry.because}`;
  }
}

describe.each(liveNames)("the live rules of %s", (name) => {
  const { live, facts } = load(name);
  const { policy, account } = adopt(live, facts, known);

  test("are accounted for once each, in a policy without errors", () => {
    const all = [...placesOf(live.ruleset4), ...placesOf(live.ruleset6)];
    expect(account.map(refKey).toSorted()).toEqual(all.toSorted());
    expect(validatePolicy(policy, facts).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("mean the same for every first packet of which the account says so, compared exactly", () => {
    const told = consequenceOf(policy, live, facts);
    for (const diff of Object.values(told.diffs)) {
      expect(diff === null ? [] : unadmitted(account, diff)).toEqual([]);
    }
  });
});

describe("what live rules become", () => {
  test("rules written by hand: services by name, the administrator first, the log kept", () => {
    const { policy, account, forgotten } = adopted("hand");
    expect(inbound({ policy })).toEqual([
      "admin: anyone → ssh, accept",
      "in-1: anyone → http, https, ping, accept",
      "in-2: 192.0.2.0_27 → mysql, accept",
    ]);
    expect(policy.purposes[0]?.role).toBe("public-web-server");
    expect(policy.client).toMatchObject({ mode: "everything", rules: [] });
    expect(policy.protections).toMatchObject({ invalid: true, spoofed: false, scans: false, logRefused: 5 });
    expect(treatment(account, "-i lo -j ACCEPT")).toBe("implied loopback");
    expect(treatment(account, "RELATED,ESTABLISHED -j ACCEPT")).toBe("implied answers");
    expect(forgotten).toBe(true);
  });

  test("IPv6 that nobody thought of gets the rules for everybody, or stays open where that is wished", () => {
    const { live, facts } = load("f2b");
    const closing = adopt(live, facts, known);
    expect(closing.forgotten).toBe(true);
    expect(
      closing.account.find(({ text, family }) => family === 6 && text === "-P INPUT ACCEPT"),
    ).toMatchObject({
      kind: "fits",
      notes: ["closed"],
    });
    const keeping = adopt(live, facts, known, { keepForgotten: true });
    expect(inbound(keeping)).toContain("rest: IPv6 → all, accept");
    const told = consequenceOf(keeping.policy, live, facts);
    const rows = told.diffs[6]?.outcome === "different" ? told.diffs[6].rows : [];
    expect(rows.filter((row) => row.ordinary)).toEqual([]);
  });

  test("ufw's own allows, limits and denies; what it adds for itself is implied or named", () => {
    const { policy, account } = adopted("ufw");
    expect(inbound({ policy })).toEqual([
      "admin: panel → ssh, accept",
      "in-1: anyone → ping, accept",
      "in-2: anyone → ssh, accept",
      "in-3: anyone → http, https, accept",
      "in-4: 192.0.2.0_27 → postgresql, accept",
    ]);
    const ssh = policy.purposes[0]?.rules.find(({ id }) => id === "in-2");
    expect(ssh?.limit).toEqual({ count: 10, per: "minute", burst: 5, perSource: true });
    expect(treatment(account, "-A ufw-user-input -s 203.0.113.66/32 -j DROP")).toBe("implied rest");
    expect(treatment(account, "--dport 1900 -j ACCEPT")).toBe("opaque destination");
    expect(treatment(account, "-A ufw-before-forward -j ufw-user-forward")).toBe("foreign ufw");
    const neighbours =
      "-A ufw6-before-input -p ipv6-icmp -m icmp6 --icmpv6-type 135 -m hl --hl-eq 255 -j ACCEPT";
    expect(treatment(account, neighbours, 6)).toBe("implied neighbours");
  });

  test("Docker's and fail2ban's stay theirs, in whatever table they stand", () => {
    const docker = adopted("docker");
    expect(treatment(docker.account, "-A FORWARD -j DOCKER-USER")).toBe("foreign docker");
    expect(treatment(docker.account, "-A FORWARD -i docker0 ! -o docker0 -j ACCEPT")).toBe("foreign docker");
    expect(treatment(docker.account, "--dport 8080 -j DNAT --to-destination 172.18.0.2:80")).toBe(
      "foreign docker",
    );
    expect(docker.policy.forward).toBe("return");
    const banned = adopted("f2b");
    expect(treatment(banned.account, "-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd")).toBe(
      "foreign fail2ban",
    );
    expect(treatment(banned.account, "-s 203.0.113.5/32 -j REJECT --reject-with icmp-port-unreachable")).toBe(
      "foreign fail2ban",
    );
  });

  test("both ways closed: bans first, a limit on new connections, an account by its name, services out", () => {
    const { policy, account } = adopted("admin");
    expect(inbound({ policy })).toEqual([
      "in-1: 203.0.113.66, 203.0.113.128_25 → all, drop",
      "in-2: 192.0.2.0_27 → ssh, accept",
      "in-3: anyone → ping, accept",
      "in-4: anyone → http, https, accept",
      "in-5: 192.0.2.40-192.0.2.50 → udp 161, accept",
    ]);
    expect(policy.client).toMatchObject({ mode: "at-request", services: ["http", "https"] });
    expect(
      policy.client.rules.map(({ destinations, services, user }) => [destinations, services, user]),
    ).toEqual([
      [["anyone"], ["dns"], null],
      [["anyone"], ["https"], "www-data"],
      [["192.0.2.53"], ["smtp"], null],
    ]);
    expect(policy.protections).toMatchObject({ scans: true, logRefused: 2 });
    const because = account.flatMap((entry) =>
      entry.kind === "opaque" ? [`${entry.because} ${entry.detail}`] : [],
    );
    expect(because).toEqual([
      "flags ",
      "interface -i tun0",
      "protocol 47",
      "condition -m mac --mac-source 02:00:00:00:00:01",
    ]);
    expect(treatment(account, "-o eth0 -j MASQUERADE")).toBe("foreign translation");
  });

  test("open but for a few: the refusals, then everything for everybody, and the panel before both", () => {
    expect(inbound(adopted("open"))).toEqual([
      "admin: panel → ssh, accept",
      "in-1: anyone → mysql, drop",
      "in-2: 198.51.100.200 → all, drop",
      "rest: anyone → all, accept",
    ]);
  });

  test("the classic recipe: answers from chosen services are what the host uses as a client", () => {
    const { policy } = adopted("recipe");
    expect(policy.client.mode).toBe("at-reply");
    expect(policy.client.services.toSorted()).toEqual(["dns", "http", "https", "ntp"]);
    expect(policy.purposes[0]?.rules.map(({ sourcePorts }) => sourcePorts)).toEqual(["any", "unprivileged"]);
  });

  test("an end that refuses with an error would be silent, and the account says so", () => {
    const { account } = adopted("redhat");
    expect(account.find(({ text }) => text.startsWith("-A INPUT -j REJECT"))).toMatchObject({
      notes: ["silent"],
    });
    expect(account.find(({ text }) => text === "-A INPUT -p icmp -j ACCEPT")).toMatchObject({
      notes: ["other-icmp"],
    });
  });
});

describe("objects", () => {
  test("what holds the same addresses or ports is the object that is there", () => {
    const { live, facts } = load("hand");
    const networks = [{ name: "office", entries: ["192.0.2.0/28", "192.0.2.16/28"], note: "" }];
    const services = [
      ...serviceCatalogue.filter(({ name }) => name !== "mysql"),
      { name: "our database", parts: [{ protocol: "tcp" as const, ports: ["3306"] }], note: "" },
    ];
    const { policy, made } = adopt(live, facts, { networks, services });
    expect(inbound({ policy }).at(-1)).toBe("in-2: office → our database, accept");
    expect(made).toEqual({ networks: [], services: [] });
  });

  test("a name that is taken by something else is not given twice", () => {
    const { live, facts } = load("hand");
    const networks = [{ name: "192.0.2.0_27", entries: ["203.0.113.0/24"], note: "" }];
    const { policy, made } = adopt(live, facts, { ...known, networks });
    expect(made.networks).toEqual([{ name: "192.0.2.0_27 2", entries: ["192.0.2.0/27"], note: "" }]);
    expect(inbound({ policy }).at(-1)).toBe("in-2: 192.0.2.0_27 2 → mysql, accept");
  });
});

describe("tables that this panel wrote, on this or another machine", () => {
  const roles = {
    "public-web-server": startingPolicy("public-web-server", { admin: ["203.0.113.9"] }),
    "internal-server": startingPolicy("internal-server", {
      hq: ["192.0.2.0/27"],
      branch: ["2001:db8:b::/64"],
    }),
    "mail-server": startingPolicy("mail-server", { admin: ["203.0.113.9", "2001:db8:9::9"] }),
    "web server that fetches by FTP": ((web) => ({
      ...web,
      client: { ...web.client, mode: "at-request" as const, services: ["https", "ftp"] },
    }))(startingPolicy("public-web-server", { admin: ["203.0.113.9"] })),
  };

  test.each(Object.entries(roles))(
    "become a policy again whose new connections mean the same: %s",
    (_, written) => {
      const facts = { ...hostFacts({ ipv4: "", ipv6: "" }), ftpHelper: true };
      const compiled = compile(written, facts);
      if (!compiled.ok || compiled.value.ruleset6 === null) throw new Error("it compiles");
      const empty = (family: 4 | 6) => ({ family, tables: [] });
      const live = {
        ruleset4: substitute(empty(4), compiled.value.ruleset4),
        ruleset6: substitute(empty(6), compiled.value.ruleset6),
      };
      const { policy, account } = adopt(live, facts, known);
      expect(account.filter(({ kind }) => kind === "opaque").map(({ text }) => text)).toEqual([]);
      expect(account.filter(({ kind, table }) => kind === "foreign" && table === "raw")).toEqual([]);
      expect(policy.client.services.includes("ftp")).toBe(written.client.services.includes("ftp"));
      expect(policy.forward).toBe("drop");
      expect(policy.protections).toMatchObject({ invalid: true, spoofed: true, scans: true, logRefused: 10 });
      const told = consequenceOf(policy, live, facts);
      for (const diff of Object.values(told.diffs)) {
        const rows = diff?.outcome === "different" ? diff.rows : [];
        expect(
          rows.filter((row) => row.ordinary && !row.onlyBeyondRates && row.dependsOn.length === 0),
        ).toEqual([]);
      }
    },
  );
});
