import { describe, expect, it } from "vitest";
import { goldenInput } from "@/lib/core/compile/testing/golden-cases";
import { startingBody, startingPolicy } from "./roles";
import {
  type InboundRule,
  inboundRuleSchema,
  type OutboundRule,
  outboundRuleSchema,
  type Policy,
  roleNames,
} from "./schema";
import { parsePolicy, validatePolicy } from "./validate";

const facts = goldenInput("every-setting").facts;
if (facts === null) throw new Error("the case every-setting has facts");

const web = startingPolicy("public-web-server", { admin: ["192.0.2.10"] });
const internal = startingPolicy("internal-server", { hq: ["192.0.2.0/27"], branch: ["198.51.100.32/27"] });

function inbound(change: Partial<InboundRule>): Policy {
  const rule = inboundRuleSchema.parse({ id: "extra", sources: ["admin"], services: ["ssh"], ...change });
  return { ...web, purposes: web.purposes.map((one) => ({ ...one, rules: [...one.rules, rule] })) };
}

function outbound(change: Partial<OutboundRule>): Policy {
  const rule = outboundRuleSchema.parse({ id: "out", destinations: ["admin"], services: ["ssh"], ...change });
  return { ...web, client: { ...web.client, rules: [rule] } };
}

function network(...entries: string[]): Policy {
  return { ...web, networks: [{ name: "admin", entries, note: "" }] };
}

function service(...ports: string[]): Policy {
  return {
    ...web,
    services: [...web.services, { name: "own", parts: [{ protocol: "tcp", ports }], note: "" }],
  };
}

function client(change: Partial<Policy["client"]>, policy = web): Policy {
  return { ...policy, client: { ...policy.client, ...change } };
}

const slow = { count: 1, per: "day", burst: 5, perSource: true } as const;
const sandbox = startingPolicy("egress-sandbox", { admin: ["192.0.2.10"], destination: ["198.51.100.7"] });

describe("a role with its sources filled in", () => {
  it.each(roleNames)("%s has no errors", (role) => {
    const sources = {
      admin: ["192.0.2.10"],
      hq: ["192.0.2.0/27"],
      branch: ["198.51.100.0/27"],
      destination: ["198.51.100.7"],
    };
    const errors = validatePolicy(startingPolicy(role, sources), null).filter(
      ({ severity }) => severity === "error",
    );
    expect(errors).toEqual([]);
  });

  it.each(roleNames)("%s as the wizard starts it asks only for what is still to be picked", (role) => {
    const policy: Policy = {
      schema: "sekisho-policy/1",
      ...startingBody(role),
      networks: [],
      services: web.services,
    };
    const errors = validatePolicy(policy, null).filter(({ severity }) => severity === "error");
    const pickable = ["sources-empty", "destinations-empty"];
    expect(errors.filter(({ code }) => !pickable.includes(code))).toEqual([]);
    expect(errors.length).toBeGreaterThan(0);
  });
});

describe("each fault is found at its place, with words that say what to do", () => {
  it.each<[string, Policy, string, string]>([
    ["unknown source", inbound({ sources: ["admni"] }), "network-unknown", "Did you mean admin?"],
    ["unknown service", inbound({ services: ["shs"] }), "service-unknown", "Did you mean ssh?"],
    ["no source", inbound({ sources: [] }), "sources-empty", "at least one source"],
    ["no service", inbound({ services: [] }), "services-empty", "at least one"],
    ["same source twice", inbound({ sources: ["admin", "admin"] }), "sources-twice", "Remove one"],
    ["same service twice", inbound({ services: ["ssh", "ssh"] }), "services-twice", "Remove one"],
    ["same id twice", inbound({ id: "web" }), "id-twice", "another"],
    ["panel, host not inspected", inbound({ sources: ["panel"] }), "panel-unknown", "Inspect"],
    ["destination no address", inbound({ destination: "web" }), "address-syntax", "one address of this host"],
    [
      "rate on a refusal",
      inbound({ verdict: "drop", limit: { ...slow, per: "second" } }),
      "limit-on-refusal",
      "Remove the rate",
    ],
    [
      "end of a refusal",
      inbound({ verdict: "drop", until: "2030-01-01T00:00:00Z" }),
      "until-on-refusal",
      "Remove the end",
    ],
    [
      "end of the way in",
      inbound({ admin: true, until: "2030-01-01T00:00:00Z" }),
      "until-on-admin",
      "another rule",
    ],
    ["rate too slow", inbound({ limit: slow }), "rate-too-slow", "burst of 1 at most"],
    [
      "source ports of every protocol",
      inbound({ services: ["all"], sourcePorts: "unprivileged" }),
      "source-ports-need-ports",
      "Choose services",
    ],
    ["host bits", network("192.0.2.9/27"), "entry-host-bits", "Did you mean 192.0.2.0/27?"],
    ["address with a typo", network("192.0.2.300"), "entry-syntax", "is not an address"],
    ["reversed range", network("192.0.2.9-192.0.2.1"), "entry-reversed", "192.0.2.1-192.0.2.9"],
    ["no address", network(), "network-empty", "Add one"],
    ["an option as an address", network("--help"), "entry-syntax", "is not an address"],
    ["port 0", service("0"), "port-bounds", "1 to 65535"],
    ["port 70000", service("70000"), "port-bounds", "1 to 65535"],
    ["reversed ports", service("90-80"), "port-reversed", "lower port first"],
    [
      "unknown service of the client",
      client({ services: ["htps"] }),
      "service-unknown",
      "Did you mean https?",
    ],
    ["account, host not inspected", outbound({ user: "www-data" }), "user-unresolved", "Inspect"],
    ["no destination", outbound({ destinations: [] }), "destinations-empty", "at least one"],
    [
      "two networks of one name",
      { ...web, networks: [...web.networks, ...web.networks] },
      "name-twice",
      "Rename one",
    ],
    [
      "a name with a fixed meaning",
      { ...web, networks: [...web.networks, { name: "anyone", entries: [], note: "" }] },
      "name-taken",
      "another name",
    ],
    [
      "sandbox beside another role",
      { ...web, purposes: [...web.purposes, ...sandbox.purposes] },
      "sandbox-not-alone",
      "Remove one",
    ],
    [
      "slow protection",
      { ...web, protections: { ...web.protections, ping: slow } },
      "rate-too-slow",
      "at most",
    ],
  ])("%s", (_, policy, code, words) => {
    const found = validatePolicy(policy, null).filter((problem) => problem.code === code);
    expect(found).not.toEqual([]);
    expect(found[0]?.severity).toBe("error");
    expect(found[0]?.text).toContain(words);
    expect(found[0]?.path.length).toBeGreaterThan(0);
  });

  it("leads to the value itself", () => {
    const [problem] = validatePolicy(inbound({ sources: ["admin", "nobody"] }), null);
    expect(problem?.path).toEqual(["purposes", 0, "rules", 2, "sources", 1]);
  });

  it("asks nothing of a rule that is switched off", () => {
    const off = inbound({ enabled: false, sources: [], services: [] });
    expect(validatePolicy(off, null).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("tells the first of ten thousand wrong entries, and how many more there are", () => {
    const wrong = validatePolicy(network(...Array.from({ length: 10_000 }, () => "x!")), null);
    const errors = wrong.filter(({ severity }) => severity === "error");
    expect(errors).toHaveLength(21);
    expect(errors.at(-1)?.params).toMatchObject({ count: 9_980 });
  });
});

describe("what only the host knows", () => {
  it.each<[string, Policy, string]>([
    ["an own address that it does not have", inbound({ destination: "192.0.2.77" }), "address-not-on-host"],
    ["an account that it does not have", outbound({ user: "nobody-here" }), "user-unknown"],
  ])("%s is an error", (_, policy, code) => {
    expect(validatePolicy(policy, facts)[0]).toMatchObject({ code, severity: "error" });
  });

  it.each<[string, Policy]>([
    ["an own address, however it is written", inbound({ destination: "2001:0DB8:F::1" })],
    ["an account", outbound({ user: "www-data" })],
    ["the panel's address", inbound({ sources: ["panel"] })],
  ])("%s that it has is fine", (_, policy) => {
    expect(validatePolicy(policy, facts).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("FTP without the kernel's helper is a warning, with it a note to prefer SFTP", () => {
    const ftp = client({ services: ["ftp"] });
    const codes = (helper: boolean) =>
      validatePolicy(ftp, { ...facts, ftpHelper: helper }).map(({ code }) => code);
    expect(codes(false)).toContain("ftp-helper-missing");
    expect(codes(true)).toContain("ftp-helper");
  });
});

describe("sensitive data", () => {
  const wide = {
    ...internal,
    purposes: internal.purposes.map((one) => ({
      ...one,
      rules: one.rules.map((rule) => ({ ...rule, sources: ["anyone"] })),
    })),
  };
  it("a source wider than a named network needs a confirmation", () => {
    expect(validatePolicy(wide, null)[0]).toMatchObject({ code: "wide-source", severity: "error" });
    const confirmed = validatePolicy({ ...wide, wideSourceConfirmed: true }, null);
    expect(confirmed.map(({ code }) => code)).not.toContain("wide-source");
  });

  it("an object that holds nearly everybody is as wide", () => {
    const half = {
      ...internal,
      networks: internal.networks.map((one) => ({ ...one, entries: ["0.0.0.0/1"] })),
    };
    expect(validatePolicy(half, null)[0]?.code).toBe("wide-source");
  });
});

describe("what needs a look, and what informs", () => {
  it.each<[string, Policy, string, "warning" | "notice"]>([
    [
      "no administrator's path",
      {
        ...web,
        purposes: web.purposes.map((one) => ({ ...one, rules: one.rules.filter(({ admin }) => !admin) })),
      },
      "no-admin-path",
      "warning",
    ],
    [
      "anyone may use everything",
      {
        ...web,
        purposes: web.purposes.map((one) => ({
          ...one,
          rules: one.rules.map((rule) => ({
            ...rule,
            sources: ["anyone"],
            services: ["all"],
            sourcePorts: "any" as const,
          })),
        })),
      },
      "open-to-anyone",
      "warning",
    ],
    ["nothing chosen at reply", client({ mode: "at-reply", services: [] }), "at-reply-none", "notice"],
    ["nothing chosen at request", client({ mode: "at-request", services: [] }), "at-request-none", "notice"],
    [
      "sandbox that cuts the operator's session",
      client({ replies: "none" }, sandbox),
      "sandbox-cuts-admin",
      "warning",
    ],
    ["sandbox with DNS to anyone", sandbox, "sandbox-dns", "notice"],
    ["sandbox without an IPv6 destination", sandbox, "sandbox-no-ipv6", "notice"],
    ["the provider's console", web, "provider-console", "notice"],
    ["the office's own firewall", internal, "office-firewall", "notice"],
    ["anyone beside others", inbound({ sources: ["anyone", "admin"] }), "anyone-covers", "notice"],
    ["an entry listed twice", network("192.0.2.10", "192.0.2.10/32"), "entry-twice", "notice"],
  ])("%s", (_, policy, code, severity) => {
    expect(validatePolicy(policy, null)).toContainEqual(expect.objectContaining({ code, severity }));
  });

  it("at reply with nothing chosen names whose answers are heard", () => {
    const found = validatePolicy(client({ mode: "at-reply", services: [] }), null).find(
      ({ code }) => code === "at-reply-none",
    );
    expect(found?.text).toContain("hears answers only from admin");
    const reply = client({ mode: "at-reply", services: [] });
    const off = reply.purposes.map((one) => ({
      ...one,
      rules: one.rules.map((rule) => ({ ...rule, enabled: false })),
    }));
    expect(validatePolicy({ ...reply, purposes: off }, null).map(({ text }) => text)).toContain(
      "The server can send, but hears no answers. Choose what it uses: names and time at least.",
    );
  });
});

describe("a policy document of any origin", () => {
  it.each<[string, unknown, string]>([
    ["no object", 7, "A policy is a JSON object"],
    [
      "unknown role",
      { ...web, purposes: [{ ...web.purposes[0], role: "game-server" }] },
      '"game-server" is no role',
    ],
    ["a name like an option", { ...web, networks: [{ name: "--flush", entries: [] }] }, "cannot be a name"],
    ["a name with a newline", { ...web, networks: [{ name: "a\nb", entries: [] }] }, "cannot be a name"],
    ["a name with shell signs", { ...web, networks: [{ name: "a$(id)", entries: [] }] }, "cannot be a name"],
    ["a name with quotes", { ...web, networks: [{ name: "a'b", entries: [] }] }, "cannot be a name"],
    ["a note of two lines", { ...web, networks: [{ name: "a", entries: [], note: "x\ny" }] }, "one line"],
    ["an unknown key", { ...web, purpose: [] }, 'nothing called "purpose"'],
  ])("%s is refused in words", (_, document, words) => {
    const parsed = parsePolicy(document);
    expect(parsed.ok).toBe(false);
    expect(parsed.problems.map(({ text }) => text).join("\n")).toContain(words);
  });

  it("reads back what it wrote", () => {
    const parsed = parsePolicy(JSON.parse(JSON.stringify(web)));
    expect(parsed.ok && parsed.value).toEqual(web);
  });
});
