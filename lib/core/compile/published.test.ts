import { expect, test } from "vitest";
import { adopt } from "@/lib/core/adopt/adopt";
import { hostFacts } from "@/lib/core/adopt/testing/host-facts";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Policy } from "@/lib/core/policy/schema";
import { validatePolicy } from "@/lib/core/policy/validate";
import { compile } from "./compile";

const facts = hostFacts({ ipv4: "", ipv6: "" });
const web = startingPolicy("public-web-server", { admin: ["192.0.2.10", "2001:db8:2::10"] });
const published: Policy = {
  ...web,
  forward: "published",
  protections: {
    invalid: false,
    spoofed: false,
    scans: false,
    newConnections: null,
    ping: null,
    logRefused: null,
  },
};

function compiled(policy: Policy) {
  const result = compile(policy, facts);
  if (!result.ok || result.value.ruleset6 === null) throw new Error("it does not compile");
  return { 4: result.value.ruleset4, 6: result.value.ruleset6 };
}

/** The rules of our chain for what passes through, without the words that each begins with. */
const forwarded = (policy: Policy, family: 4 | 6) =>
  renderRestore(compiled(policy)[family])
    .split("\n")
    .filter((line) => line.startsWith("-A SEKISHO-FWD "))
    .map((line) => line.slice("-A SEKISHO-FWD ".length));

test("published ports are held to the rules by the port that was asked for; others may still refuse what they let on", () => {
  expect(forwarded(published, 4)).toEqual([
    "-m conntrack ! --ctstate DNAT -j RETURN",
    "-m conntrack --ctstate RELATED -j RETURN",
    "-m conntrack --ctdir REPLY -j RETURN",
    "-s 192.0.2.10/32 -m conntrack --ctstate NEW,ESTABLISHED -j RETURN",
    "-p tcp -m tcp --sport 1024:65535 -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 80 -j RETURN",
    "-p tcp -m tcp --sport 1024:65535 -m conntrack --ctstate NEW,ESTABLISHED --ctorigdstport 443 -j RETURN",
    "-j DROP",
  ]);
  expect(forwarded(published, 6)).toEqual(
    forwarded(published, 4).map((line) => line.replace("192.0.2.10/32", "2001:db8:2::10/128")),
  );
});

test("a purpose's address is the one that was asked for, refusals and ends stay, and an echo is nobody's to publish", () => {
  const [purpose] = published.purposes;
  if (purpose === undefined) throw new Error("no purpose");
  const rule = {
    sourcePorts: "any",
    limit: null,
    comment: "",
    destination: null,
    admin: false,
    log: false,
  } as const;
  const policy: Policy = {
    ...published,
    otherwise: "hand-on",
    purposes: [
      {
        ...purpose,
        address: "203.0.113.10",
        rules: [
          ...purpose.rules.filter(({ admin }) => admin),
          { ...rule, id: "no", enabled: true, sources: ["anyone"], services: ["mysql"], verdict: "drop" },
          { ...rule, id: "echo", enabled: true, sources: ["anyone"], services: ["ping"], verdict: "accept" },
          { ...rule, id: "off", enabled: false, sources: ["anyone"], services: ["ssh"], verdict: "accept" },
          {
            ...rule,
            id: "guest",
            enabled: true,
            sources: ["anyone"],
            services: ["https"],
            verdict: "accept",
            until: "2030-01-31T08:00:00Z",
          },
        ],
      },
    ],
  };
  const own = {
    ...facts,
    addresses: [{ interface: "eth0", family: 4 as const, address: "203.0.113.10", length: 24 }],
  };
  const result = compile(policy, own);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const lines = renderRestore(result.value.ruleset4)
    .split("\n")
    .filter((line) => line.startsWith("-A SEKISHO-FWD "))
    .slice(3);
  expect(lines).toEqual([
    "-A SEKISHO-FWD -s 192.0.2.10/32 -m conntrack --ctstate NEW,ESTABLISHED --ctorigdst 203.0.113.10 -j RETURN",
    "-A SEKISHO-FWD -p tcp -m conntrack --ctorigdst 203.0.113.10 --ctorigdstport 3306 -j DROP",
    "-A SEKISHO-FWD -p tcp -m time --datestop 2030-01-31T08:00:00 -m conntrack --ctstate NEW,ESTABLISHED --ctorigdst 203.0.113.10 --ctorigdstport 443 -j RETURN",
    "-A SEKISHO-FWD -j RETURN",
  ]);
});

test("is read back as it was chosen", () => {
  const rules = compiled(published);
  const read = (family: 4 | 6) => {
    const parsed = parseSave(renderRestore(rules[family]), family);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return parsed.value;
  };
  const adopted = adopt({ ruleset4: read(4), ruleset6: read(6) }, facts, { networks: [], services: [] });
  expect(adopted.policy.forward).toBe("published");
  expect(
    adopt({ ...rules, ruleset4: compiled(web)[4], ruleset6: compiled(web)[6] }, facts, {
      networks: [],
      services: [],
    }).policy.forward,
  ).not.toBe("published");
});

test("the sandbox has no rules to hold them to, and says so", () => {
  const sandbox = startingPolicy("egress-sandbox", { admin: ["192.0.2.10"], destination: ["203.0.113.77"] });
  const codes = (policy: Policy) => validatePolicy(policy, facts).map(({ code }) => code);
  expect(codes({ ...sandbox, forward: "published" })).toContain("sandbox-published");
  expect(codes({ ...sandbox, forward: "return" })).not.toContain("sandbox-published");
});

test("protections refuse at published ports as well, behind the administrator and before everybody else", () => {
  const policy: Policy = {
    ...published,
    protections: { ...published.protections, invalid: true, openConnections: 20 },
  };
  const lines = forwarded(policy, 4);
  const at = (text: string) => lines.findIndex((line) => line.includes(text));
  expect(at("-s 192.0.2.10/32")).toBe(3);
  expect(at("--connlimit-above 20")).toBeGreaterThan(3);
  expect(at("--ctstate INVALID")).toBeGreaterThan(3);
  expect(Math.max(at("--connlimit-above 20"), at("--ctstate INVALID"))).toBeLessThan(
    at("--ctorigdstport 80"),
  );
  // What counts connections is asked of those that begin alone.
  expect(lines[at("--connlimit-above 20")]).toMatch(/--ctstate NEW .*--connlimit-above 20/);
  expect(lines.some((line) => line.includes("icmp"))).toBe(false);
});

test("more rules than a load should have are refused, with the way out of it", () => {
  const ports = Array.from({ length: 60 }, (_, index) => String(10_000 + 2 * index));
  const sources = Array.from({ length: 100 }, (_, index) => `198.51.100.${2 * index}`);
  const [purpose] = published.purposes;
  const admin = purpose?.rules.find((rule) => rule.admin);
  if (purpose === undefined || admin === undefined) throw new Error("no administrator");
  const many = { ...admin, id: "many", admin: false, sources: ["many"], services: ["many"] };
  const policy: Policy = {
    ...published,
    purposes: [{ ...purpose, rules: [admin, many] }],
    networks: [...published.networks, { name: "many", entries: sources, note: "" }],
    services: [...published.services, { name: "many", parts: [{ protocol: "tcp", ports }], note: "" }],
  };
  const refused = compile(policy, facts);
  expect(refused.ok ? [] : refused.problems.map(({ code }) => code)).toContain("published-too-many");
  expect(compile({ ...policy, forward: "return" }, facts).ok).toBe(true);
});

test("rules of others that would come before it, or be held by it, are told", () => {
  const codes = (ipv4: string) =>
    validatePolicy(published, hostFacts({ ipv4, ipv6: "" })).map(({ code }) => code);
  const table = (...lines: string[]) => ["*filter", ...lines, "COMMIT", ""].join("\n");
  const behind = table(":DOCKER-USER - [0:0]", "-A FORWARD -j DOCKER-USER", "-A FORWARD -j SEKISHO-FWD");
  expect(codes(behind)).toContain("published-behind");
  expect(codes(behind.replace("-A FORWARD -j SEK", "-A DOCKER-USER -j SEK"))).not.toContain(
    "published-behind",
  );
  expect(codes(table(":KUBE-SERVICES - [0:0]"))).toContain("published-kube");
});
