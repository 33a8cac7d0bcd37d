import { describe, expect, it } from "vitest";
import { describeChange } from "./describe";
import { startingPolicy } from "./roles";
import type { InboundRule, Policy } from "./schema";

const before = startingPolicy("file-server", {
  admin: ["192.0.2.10"],
  hq: ["192.0.2.0/27"],
  branch: ["198.51.100.32/27"],
});

function withRules(change: (rules: readonly InboundRule[]) => readonly InboundRule[]): Policy {
  return { ...before, purposes: before.purposes.map((one) => ({ ...one, rules: [...change(one.rules)] })) };
}

function said(after: Policy, from: Policy | null = before): string[] {
  return describeChange(from, after).map(({ mark, text }) => `${mark} ${text}`);
}

describe("a change of policy in words", () => {
  it("says nothing when nothing changes", () => {
    expect(describeChange(before, structuredClone(before))).toEqual([]);
  });

  it("names rules that come and go; one that is switched off is gone", () => {
    expect(said(withRules((rules) => rules.filter(({ id }) => id !== "branch")))).toEqual([
      "- branch may use ssh.",
    ]);
    const off = withRules((rules) =>
      rules.map((rule) => (rule.id === "web" ? { ...rule, enabled: false } : rule)),
    );
    expect(said(off)).toEqual(["- anyone may use http, https."]);
    expect(said(before, off)).toEqual(["+ anyone may use http, https."]);
  });

  it("names assertions that come and go, which change no rule", () => {
    const one: Policy = { ...before, assertions: ["nobody but hq reaches ssh", "anyone reaches https"] };
    expect(said(one)).toEqual(["+ Asserted: nobody but hq reaches ssh", "+ Asserted: anyone reaches https"]);
    const other: Policy = { ...before, assertions: ["anyone reaches https", "anyone reaches http"] };
    expect(said(other, one)).toEqual([
      "+ Asserted: anyone reaches http",
      "- No longer asserted: nobody but hq reaches ssh",
    ]);
  });

  it("tells two rules apart that differ only in the server's address", () => {
    const after: Policy = {
      ...before,
      purposes: before.purposes.map((one) => ({
        ...one,
        address: "203.0.113.11",
        rules: one.rules.map((rule) =>
          rule.id === "web" ? { ...rule, enabled: false, destination: "203.0.113.12" } : rule,
        ),
      })),
    };
    const on = describeChange(null, after).filter(({ code }) => code === "inbound-added");
    expect(on.map(({ params }) => params.address)).toEqual(on.map(() => "203.0.113.11"));
    const web = {
      ...after,
      purposes: after.purposes.map((one) => ({
        ...one,
        rules: one.rules.map((rule) => ({ ...rule, enabled: true })),
      })),
    };
    expect(said(web, after)).toEqual(["+ anyone may use http, https on 203.0.113.12."]);
  });

  it("says when access ends, and that its end has moved", () => {
    const until = (end: string) =>
      withRules((rules) => rules.map((rule) => (rule.id === "hq" ? { ...rule, until: end } : rule)));
    const [first, later] = ["2030-01-01T08:00:00Z", "2030-01-01T10:00:00Z"];
    expect(said(until(later), until(first)).join()).toContain(`until ${first} → ${later}`);
    expect(said(until(first)).join()).toContain(`until none → ${first}`);
    expect(said(before, until(first)).join()).toContain(`until ${first} → none`);
  });

  it("names rules that change places", () => {
    expect(
      said(
        withRules(([admin, hq, branch, ...rest]) =>
          [admin, branch, hq, ...rest].flatMap((rule) => rule ?? []),
        ),
      ),
    ).toEqual(["~ branch may use ssh (changed: place 3 → 2).", "~ hq may use ssh (changed: place 2 → 3)."]);
  });

  it("names what differs within a rule", () => {
    const after = withRules((rules) =>
      rules.map((rule) =>
        rule.id === "hq" ? { ...rule, sources: ["hq", "branch"], log: true, verdict: "drop" as const } : rule,
      ),
    );
    expect(said(after)).toEqual([
      "~ hq, branch is silently kept from ssh (changed: peers +branch; verdict accept → drop; log false → true).",
    ]);
  });

  it("names entries of objects that rules use, and counts long lists", () => {
    const entries = Array.from({ length: 9 }, (_, at) => `192.0.2.${at + 20}`);
    const networks = before.networks.map((one) => (one.name === "admin" ? { ...one, entries } : one));
    expect(said({ ...before, networks })).toEqual([
      "~ admin holds something else: + 192.0.2.20, 192.0.2.21, 192.0.2.22, 192.0.2.23, 192.0.2.24 and 4 more; - 192.0.2.10.",
    ]);
  });

  it("names settings with what they were and are", () => {
    const after: Policy = {
      ...before,
      client: { ...before.client, mode: "at-request", services: ["dns", "https"] },
      protections: { ...before.protections, ping: null },
      controlPanelPort: 8443,
    };
    expect(said(after)).toEqual([
      `~ As a client: ${before.client.mode} → at-request.`,
      "~ Services that this server uses: none → dns, https.",
      "~ Answer ping: 5 a second, burst 10 → off.",
      "~ Control panel's port: none → 8443.",
    ]);
  });

  it("names each protection that is switched on, with what it holds to", () => {
    const protections = {
      ...before.protections,
      ownSenders: true,
      openConnections: 100,
      sshGuessing: { count: 4, per: "minute" as const, burst: 8 },
      portScan: { ports: 10, minutes: 1 },
    };
    expect(said({ ...before, protections })).toEqual([
      "~ Drop forged addresses of the VPS: off → on.",
      "~ Limit open connections: off → 100.",
      "~ Slow down guesses at SSH: off → 4 a minute, burst 8.",
      "~ Shut out port scanners: off → 10 ports in 1 minute.",
    ]);
  });

  it("says of a sandbox only what it decides", () => {
    const sandbox = startingPolicy("egress-sandbox", {
      admin: ["192.0.2.10"],
      destination: ["198.51.100.7"],
    });
    expect(said(sandbox, null)).toEqual([
      "+ admin gets answers from all.",
      "+ This server may send to destination: all.",
      "+ Roles: egress-sandbox.",
      "+ Sandbox: DNS: udp.",
      "+ Sandbox: answers: admin.",
      "+ Log what is refused, lines a minute: 10.",
      "+ Control panel's port: none.",
      "+ What passes through: return.",
    ]);
    const change = said(sandbox);
    expect(change).toContain("~ Roles: file-server → egress-sandbox.");
    expect(change).toContain("+ Sandbox: DNS: udp.");
    expect(change.join()).not.toContain("invalid");
    expect(said(before, sandbox)).toContain("+ Drop invalid packets: on.");
    const deaf = { ...sandbox, client: { ...sandbox.client, replies: "none" as const } };
    expect(said(deaf, sandbox)).toEqual([
      "- admin gets answers from all.",
      "~ Sandbox: answers: admin → none.",
    ]);
  });

  it("a first policy is all new", () => {
    const items = describeChange(null, before);
    expect(items.every(({ mark }) => mark === "+")).toBe(true);
    expect(items.map(({ text }) => text)).toContain("admin may use all.");
    expect(items.every(({ code }) => /^[a-z-]+$/.test(code))).toBe(true);
  });
});
