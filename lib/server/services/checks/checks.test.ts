import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { CheckFrom, Seen, SeenOutcome } from "@/lib/core/checks/check";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { readDraft } from "../draft/read-draft";
import { saveDraft } from "../draft/save-draft";
import { startDraft } from "../draft/start-draft";
import { actingAs, freshPanel, pretendGateway, sampleFacts } from "../fresh-panel";
import { type HostTry, setHostGateway } from "../host-gateway";
import { saveNetwork } from "../object/save-network";
import { readReview } from "../review/read-review";
import { startRollout } from "../rollout/start-rollout";
import { ServiceError } from "../service-error";
import { addOwnCheck } from "./add-own-check";
import type { CheckRunView } from "./checks-view";
import { readApplyChecks } from "./read-apply-checks";
import { readChecks } from "./read-checks";
import { removeOwnCheck } from "./remove-own-check";
import { runChecks } from "./run-checks";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;
let sent: { rules4: string; rules6: string };

/** The tables of a host that holds what was sent; `first`: lines of somebody else before our jump. */
const held = (restore: string, first = "") =>
  restore
    .replace(/^#.*\n/gm, "")
    .replace("*filter\n", "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n")
    .replace(
      "COMMIT",
      `${first}-A INPUT -j SEKISHO-IN\n-A FORWARD -j SEKISHO-FWD\n-A OUTPUT -j SEKISHO-OUT\nCOMMIT`,
    );

async function applyNow(): Promise<string> {
  const { hash, restore4, restore6 } = await readReview(owner, { hostId });
  const { applyId } = await startRollout(owner, { hostId, hash });
  await db.apply.update({ where: { id: applyId }, data: { phase: "confirmed", finishedAt: new Date() } });
  await db.job.updateMany({ data: { finishedAt: new Date() } });
  sent = { rules4: restore4 ?? "", rules6: restore6 ?? "" };
  return applyId;
}

const seen = (address: string | null, outcome: SeenOutcome): Seen => ({
  address,
  family: address === null ? null : address.includes(":") ? 6 : 4,
  outcome,
  milliseconds: 10,
  tool: "bash",
  words: "",
});

type World = {
  /** Lines that somebody wrote before our jump, in IPv4. */
  readonly first?: string;
  /** What the panel meets at a port in IPv4; silence else. */
  readonly ports?: Readonly<Record<number, SeenOutcome>>;
  readonly fromHost?: (one: HostTry) => readonly Seen[];
};

let asked: readonly HostTry[] = [];

function hostIs({ first = "", ports = {}, fromHost = () => [] }: World): void {
  const live = { ipv4: held(sent.rules4, first), ipv6: held(sent.rules6) };
  const facts = sampleFacts({ live });
  setHostGateway(
    pretendGateway({
      tryFromHost: async (_hostId, choose) => {
        asked = choose(facts);
        return { facts, seen: asked.map(fromHost) };
      },
      tryFromPanel: async (_hostId, tried) => ({
        source: { 4: null, 6: null },
        seen: tried.map((port) => [seen("198.51.100.7", ports[port] ?? "silent")]),
      }),
    }),
  );
}

/** Each check in a line: what was intended, what was seen, what that means. */
function lines({ results }: CheckRunView): string[] {
  return results.map(({ check: { from, kind, target, port }, tries, judgement }) => {
    const told = tries.map((one) => `${one.intended}/${one.seen.outcome}`).join(" ");
    return `${from.kind} ${kind} ${target ?? "-"} ${port ?? "-"}: ${told} ${judgement}`;
  });
}

async function runNow(): Promise<CheckRunView> {
  const { runId } = await runChecks(owner, { hostId });
  const { run } = await readChecks(owner, { hostId, runId });
  if (run === null) throw new Error("no run");
  return run;
}

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  await saveNetwork(owner, { name: "admin", entries: ["203.0.113.9"] });
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const body = startingBody("public-web-server");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    // The panel is nobody special but for SSH.
    rules: purpose.rules.map((rule) =>
      rule.admin ? { ...rule, sources: ["admin"], services: ["ssh"] } : { ...rule, sources: ["anyone"] },
    ),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
  await applyNow();
});
afterEach(() => panel.remove());

it("keeps what was expected by the confirmed rules beside what was seen, with who and when and of which apply", async () => {
  expect(await readChecks(owner, { hostId })).toEqual({ run: null, runs: [], own: [], confirmed: true });
  hostIs({ ports: { 22: "works", 80: "refused", 443: "works" } });
  const run = await runNow();
  expect(lines(run)).toEqual([
    "panel tcp - 22: works/works agrees",
    // Nothing listens there in the facts: the door is open, and nobody is behind it.
    "panel tcp - 80: works/refused nothing-listens",
    "panel tcp - 443: works/works agrees",
    "panel tcp - 5432: silent/silent agrees",
    "host dns example.com -:  not-tried",
    "host http example.com 443:  not-tried",
  ]);
  expect(run).toMatchObject({ createdBy: "The owner", apply: { number: 1 }, stale: false });
  // Each by the line of the policy that decides it, or by the end of all lines.
  const [, , https, database] = run.results.map(({ tries: [one] }) => one);
  expect(https).toMatchObject({
    sent: { source: "203.0.113.9", destination: "198.51.100.7" },
    by: { kind: "ours", rule: { origin: { rule: { networks: ["anyone"], services: ["http", "https"] } } } },
  });
  expect(database?.by).toMatchObject({ kind: "ours", rule: { origin: { section: "final", rule: null } } });
  const audit = await db.audit.findMany({ where: { verb: "checks.run" } });
  expect(audit).toMatchObject([
    { objectId: hostId, detail: { agrees: 3, "nothing-listens": 1, "not-tried": 2 } },
  ]);
  const applyId = await applyNow();
  expect((await readChecks(owner, { hostId })).run).toMatchObject({ apply: { number: 1 }, stale: true });
  // Evidence belongs to the apply whose rules were tried, and to no other.
  expect(await readApplyChecks(owner, { applyId })).toBeNull();
  const { id, at, createdBy, apply } = run;
  const counts = { agrees: 3, "nothing-listens": 1, "not-tried": 2 };
  expect(await readApplyChecks(owner, { applyId: apply?.id })).toEqual({ id, at, createdBy, counts });
});

it("shows a rule put in by hand: one that opens is less protection than was confirmed, one that shuts is more", async () => {
  await runChecks(owner, { hostId });
  hostIs({
    first: "-A INPUT -p tcp -m tcp --dport 5432 -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 443 -j DROP\n",
    ports: { 22: "works", 80: "refused", 443: "silent", 5432: "works" },
  });
  const run = await runNow();
  expect(lines(run).slice(0, 4)).toEqual([
    "panel tcp - 22: works/works agrees",
    "panel tcp - 80: works/refused nothing-listens",
    "panel tcp - 443: works/silent more-closed",
    "panel tcp - 5432: silent/works less-protected",
  ]);
  expect(run.results[2]?.tries[0]).toMatchObject({
    live: "silent",
    liveRule: "-A INPUT -p tcp -m tcp --dport 443 -j DROP",
    liveBy: { kind: "text", text: "-A INPUT -p tcp -m tcp --dport 443 -j DROP", foreign: true },
  });
  expect(run.results[3]?.tries[0]).toMatchObject({
    live: "works",
    liveRule: "-A INPUT -p tcp -m tcp --dport 5432 -j ACCEPT",
  });
  const { runs } = await readChecks(owner, { hostId });
  expect(runs.map(({ counts }) => counts["less-protected"] ?? 0)).toEqual([1, 0]);
});

it("knocks from other managed hosts too: by their own address, and without them where they cannot be asked", async () => {
  const host = { kind: "ssh", address: "192.0.2.9", port: 22, user: "root", inspectedAt: new Date() };
  await db.host.create({ data: { id: "host-2", name: "backup", ...host } });
  await db.host.create({ data: { id: "host-3", name: "toy", ...host, kind: "practice" } });
  const facts = sampleFacts({ live: { ipv4: held(sent.rules4), ipv6: held(sent.rules6) } });
  const far = sampleFacts({
    addresses: [
      { interface: "eth0", family: 4, address: "203.0.113.77", length: 24 },
      { interface: "eth0", family: 6, address: "2001:db8:77::7", length: 64 },
    ],
  });
  const tryFromPanel = async (_hostId: string, ports: readonly number[]) => ({
    source: { 4: null, 6: null },
    seen: ports.map(() => []),
  });
  const gateway = (fromFar: (one: HostTry) => Seen) =>
    pretendGateway({
      tryFromPanel,
      tryFromHost: async (id, choose) => {
        if (id === hostId) return { facts, seen: choose(facts).map(() => []) };
        return { facts: far, seen: choose(far).map((one) => [fromFar(one)]) };
      },
    });
  const told = (run: CheckRunView) => lines(run).filter((line) => line.startsWith("neighbour"));
  setHostGateway(gateway(({ target, port }) => seen(target, port === 443 ? "works" : "silent")));
  expect(told(await runNow())).toEqual([
    // A stranger to the rules: only the administrator's address gets in.
    "neighbour tcp - 22: silent/silent silent/silent agrees",
    "neighbour tcp - 80: works/silent works/silent more-closed",
    "neighbour tcp - 443: works/works works/works agrees",
    "neighbour tcp - 5432: silent/silent silent/silent agrees",
  ]);
  const gone = new ServiceError("host-timeout", "The host did not answer in time.", { status: 502 });
  setHostGateway(
    gateway(() => {
      throw gone;
    }),
  );
  const run = await runNow();
  expect(told(run)).toEqual(
    [22, 80, 443, 5432].map((port) => `neighbour tcp - ${port}: cannot-tell/unread not-tried`),
  );
  expect(run.results.find(({ check }) => check.from.kind === "neighbour")?.tries[0]?.seen.words).toBe(
    gone.message,
  );
});

it("knocks from another managed host at open ports alone where the confirmed rules shut out who knocks at closed ones", async () => {
  const { version, body } = await readDraft(owner, { hostId });
  const protections = { ...body.protections, portScan: { ports: 3, minutes: 10 } };
  await saveDraft(owner, { hostId, version, body: { ...body, protections } });
  await applyNow();
  const host = { kind: "ssh", address: "192.0.2.9", port: 22, user: "root", inspectedAt: new Date() };
  await db.host.create({ data: { id: "host-2", name: "backup", ...host } });
  await addOwnCheck(owner, { hostId, from: "panel", port: 8443 });
  const facts = sampleFacts({ live: { ipv4: held(sent.rules4), ipv6: held(sent.rules6) } });
  const asked: (number | null)[] = [];
  let knocked: readonly number[] = [];
  setHostGateway(
    pretendGateway({
      tryFromPanel: async (_hostId, ports) => {
        knocked = ports;
        return { source: { 4: null, 6: null }, seen: ports.map(() => []) };
      },
      tryFromHost: async (id, choose) => {
        const all = choose(facts);
        if (id !== hostId) asked.push(...all.map(({ port }) => port));
        return { facts, seen: all.map(() => []) };
      },
    }),
  );
  const run = await runNow();
  expect([...new Set(asked)]).toEqual([80, 443]);
  // Of the ports that are shut for the panel only one, the operator's own.
  expect(knocked).toEqual([80, 443, 8443]);
  expect(run).toMatchObject({ sparing: true });
});

it("knocks at a practice VPS from each place of its internet, judged by the address that it has there, in both families", async () => {
  await db.host.update({ where: { id: hostId }, data: { kind: "practice" } });
  // Neither knocks at the other: their internets are not connected.
  const far = { kind: "ssh", address: "192.0.2.9", port: 22, user: "root", inspectedAt: new Date() };
  await db.host.create({ data: { id: "host-2", name: "backup", ...far } });
  const facts = sampleFacts({ live: { ipv4: held(sent.rules4), ipv6: held(sent.rules6) } });
  const both = facts.addresses.filter((one) => one.interface !== "lo").map((one) => one.address);
  const places = [
    // The administrator's own address, which has no IPv6 twin in the policy.
    { name: "office", source: { 4: "203.0.113.9", 6: "2001:db8:113::9" } },
    { name: "anybody", source: { 4: "198.51.100.77", 6: "2001:db8:ffff::77" } },
  ] as const;
  setHostGateway(
    pretendGateway({
      tryFromHost: async (id, choose) => {
        if (id !== hostId) throw new Error("a neighbour was asked");
        return { facts, seen: choose(facts).map(() => []) };
      },
      tryFromVantagePoints: async (_hostId, ports, onEnd) =>
        places.map(({ name, source }) => {
          onEnd?.(name);
          return {
            name,
            source,
            seen: ports.map((port) =>
              both.map((address) =>
                seen(address, port === 443 || (port === 22 && name === "office") ? "works" : "silent"),
              ),
            ),
          };
        }),
    }),
  );
  const heard: string[] = [];
  const { runId } = await runChecks(owner, { hostId }, (message) => {
    const at = (from: CheckFrom) => (from.kind === "vantage" ? from.name : from.kind);
    heard.push(
      message.kind === "places"
        ? message.places.map(at).join(" ")
        : `${at(message.from)} ${message.kind === "begun" ? message.checks : "ended"}`,
    );
  });
  // How far it is: all places first, then the host, then the places beside one another, each with its end.
  expect(heard.slice(0, 5)).toEqual([
    "host panel office branch partner anybody",
    "host 2",
    "host ended",
    "panel 4",
    "office 4",
  ]);
  expect(heard.filter((line) => line.endsWith("ended")).toSorted()).toEqual([
    "anybody ended",
    "host ended",
    "office ended",
    "panel ended",
  ]);
  const run = (await readChecks(owner, { hostId, runId })).run as CheckRunView;
  const told = run.results
    .filter(({ check }) => check.from.kind === "vantage" && check.port !== 80)
    .map(({ check: { from, port }, tries }) => {
      const told = tries.map(
        (one) => `${one.seen.family} ${one.intended}/${one.seen.outcome} ${one.judgement}`,
      );
      return `${from.kind === "vantage" && from.name} ${port}: ${told.join(", ")}`;
    });
  expect(told).toEqual([
    "office 22: 4 works/works agrees, 6 silent/works less-protected",
    "office 443: 4 works/works agrees, 6 works/works agrees",
    "office 5432: 4 silent/silent agrees, 6 silent/silent agrees",
    "anybody 22: 4 silent/silent agrees, 6 silent/silent agrees",
    "anybody 443: 4 works/works agrees, 6 works/works agrees",
    "anybody 5432: 4 silent/silent agrees, 6 silent/silent agrees",
  ]);
});

it("tries what the operator added as well, once, and no longer when it is removed", async () => {
  await addOwnCheck(owner, { hostId, from: "host", kind: "tcp", target: "Backup.Example", port: 22 });
  await addOwnCheck(owner, { hostId, from: "host", kind: "tcp", target: "backup.example", port: 22 });
  await addOwnCheck(owner, { hostId, from: "panel", port: 443 });
  await addOwnCheck(owner, { hostId, from: "panel", port: 8443 });
  hostIs({ fromHost: ({ port }) => (port === 22 ? [seen("192.0.2.44", "silent")] : []) });
  const run = await runNow();
  expect(asked).toContainEqual({ kind: "tcp", target: "backup.example", port: 22 });
  expect(lines(run).filter((line) => /backup|443/.test(line))).toEqual([
    "panel tcp - 443: works/silent more-closed",
    "panel tcp - 8443: silent/silent agrees",
    "host http example.com 443:  not-tried",
    // Its rules let it out: whoever does not answer, it is not this host.
    "host tcp backup.example 22: works/silent other-side",
  ]);
  const { own } = await readChecks(owner, { hostId });
  expect(own.map(({ target, port }) => `${target} ${port}`)).toEqual([
    "backup.example 22",
    "null 443",
    "null 8443",
  ]);
  for (const { id } of own) await removeOwnCheck(owner, { hostId, checkId: id });
  expect((await readChecks(owner, { hostId })).own).toEqual([]);
  for (const bad of [
    { from: "host", kind: "tcp", target: "$(id)", port: 22 },
    { from: "host", kind: "ping", target: "192.0.2.1", port: 22 },
    { from: "host", kind: "dns", target: "192.0.2.1", port: null },
    { from: "panel", port: 0 },
  ]) {
    await expect(addOwnCheck(owner, { hostId, ...bad })).rejects.toMatchObject({ code: "bad-input" });
  }
});

it("expects what the live rules say where nothing was confirmed, and keeps no run that did not take place", async () => {
  await db.apply.updateMany({ data: { phase: "rolled_back" } });
  hostIs({ ports: { 22: "works" } });
  const run = await runNow();
  expect(run).toMatchObject({ apply: null, stale: false });
  expect(lines(run)).toEqual([
    "panel tcp - 22: works/works agrees",
    "panel tcp - 5432: silent/silent agrees",
  ]);
  const gone = new ServiceError("host-timeout", "silent", { status: 502 });
  setHostGateway(pretendGateway({ tryFromHost: () => Promise.reject(gone) }));
  await expect(runChecks(owner, { hostId })).rejects.toMatchObject({ code: "host-timeout" });
  expect((await readChecks(owner, { hostId })).runs).toHaveLength(1);
});
