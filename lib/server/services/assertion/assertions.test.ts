import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { startingBody } from "@/lib/core/policy/roles";
import type { PolicyBody } from "@/lib/core/policy/schema";
import { Analyst } from "@/lib/server/analysis/analyst";
import { db } from "@/lib/server/db/client";
import { recheck } from "@/lib/server/jobs/apply/recheck";
import { loadRevision } from "../draft/load-revision";
import { readDraft } from "../draft/read-draft";
import { saveDraft } from "../draft/save-draft";
import { startDraft } from "../draft/start-draft";
import { actingAs, freshPanel, pretendGateway, sampleFacts } from "../fresh-panel";
import { setHostGateway } from "../host-gateway";
import { deleteObject } from "../object/delete-object";
import { listObjects } from "../object/list-objects";
import { saveNetwork } from "../object/save-network";
import { readReview } from "../review/read-review";
import { startRollout } from "../rollout/start-rollout";
import { readAssertions } from "./read-assertions";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;

function bodyWith(...assertions: string[]): PolicyBody {
  const body = startingBody("public-web-server");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => (rule.admin ? { ...rule, sources: ["admin"] } : rule)),
  }));
  return { ...body, purposes, assertions };
}

async function draftWith(...assertions: string[]): Promise<void> {
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  await saveDraft(owner, { hostId, version, body: bodyWith(...assertions) });
}

const live = (rules: string) =>
  `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:SEKISHO-IN - [0:0]\n${rules}-A INPUT -j SEKISHO-IN\nCOMMIT\n`;

function hostSays(facts: Partial<HostFacts>): HostFacts {
  const said = sampleFacts(facts);
  setHostGateway(pretendGateway({ inspect: async () => said }));
  return said;
}

async function confirm(applyId: string): Promise<void> {
  await db.apply.update({ where: { id: applyId }, data: { phase: "confirmed", finishedAt: new Date() } });
  await db.job.updateMany({ data: { finishedAt: new Date() } });
}

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host, facts: sampleFacts() } });
  await saveNetwork(owner, { name: "admin", entries: ["203.0.113.0/24"] });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await panel.remove();
});

const outcomes = (view: Awaited<ReturnType<typeof readAssertions>>) =>
  view.told ? view.results.map(({ index, outcome }) => [index, outcome]) : view.why;

it("answers a draft that is typed and not saved, with the packet and the rule of the policy that decides", async () => {
  const body = bodyWith("anyone reaches https", "nobody but admin reaches https");
  const view = await readAssertions(owner, { hostId, body });
  expect(outcomes(view)).toEqual([
    [0, "holds"],
    [1, "fails"],
  ]);
  const [four] = view.told ? (view.results[1]?.answers ?? []) : [];
  expect(four).toMatchObject({
    family: 4,
    outcome: "fails",
    witness: {
      leg: "first",
      sample: { port: 443, question: { way: "in", proto: "tcp", port: "443" } },
      rule: {
        table: "filter",
        rule: { chain: "SEKISHO-IN", origin: { rule: { id: "web", networks: ["anyone"] } } },
      },
      peers: null,
    },
  });
  expect(await db.draft.count()).toBe(0);
});

it("answers the others while one is not written to the end, and says so where nothing compiles", async () => {
  const body = bodyWith("nobody but", "anyone reaches https", "nobody reaches nothing-of-this-name");
  expect(outcomes(await readAssertions(owner, { hostId, body }))).toEqual([[1, "holds"]]);
  const broken = { ...startingBody("public-web-server"), assertions: ["anyone reaches https"] };
  expect(outcomes(await readAssertions(owner, { hostId, body: broken }))).toBe("not-compiled");
  await db.host.update({ where: { id: hostId }, data: { facts: {} } });
  expect(outcomes(await readAssertions(owner, { hostId, body }))).toBe("not-inspected");
});

it("sees the rules of others that stand above ours, in both families", async () => {
  const text = live("-A INPUT -p tcp -m tcp --dport 5432 -j ACCEPT\n");
  await db.host.update({
    where: { id: hostId },
    data: { facts: sampleFacts({ live: { ipv4: live(""), ipv6: text } }) },
  });
  const view = await readAssertions(owner, { hostId, body: bodyWith("nobody but admin reaches tcp 5432") });
  const [result] = view.told ? view.results : [];
  expect(result?.outcome).toBe("fails");
  expect(result?.answers.map(({ family, outcome }) => [family, outcome])).toEqual([
    [4, "holds"],
    [6, "fails"],
  ]);
});

it("is part of the review, asks for Apply anyway where it fails, and starts nothing without it", async () => {
  hostSays({});
  await draftWith("anyone reaches https", "nobody reaches http");
  const review = await readReview(owner, { hostId });
  expect(outcomes(review.assertions)).toEqual([
    [0, "holds"],
    [1, "fails"],
  ]);
  expect(review).toMatchObject({
    needsAnyway: true,
    anywayFor: ["assertions"],
    lockout: { answer: "gets-in" },
    gate: {
      allowed: true,
      problems: [
        { code: "assertion-fails", path: ["assertions", 1], params: { assertion: "nobody reaches http" } },
      ],
    },
  });
  const { hash } = review;
  await expect(startRollout(owner, { hostId, hash })).rejects.toMatchObject({
    code: "needs-anyway",
    params: { why: "assertions" },
  });
  expect(await db.apply.count()).toBe(0);
  await startRollout(owner, { hostId, hash, anyway: true });
  expect(await db.apply.findFirst()).toMatchObject({ anyway: true, phase: "queued" });
  expect(await db.audit.findFirst({ where: { verb: "rollout.start" } })).toMatchObject({
    detail: { anywayFor: "assertions" },
  });
});

it("lets an apply through where all hold or hang on something, which is told", async () => {
  const banned = live("-A INPUT -m set --match-set banned src -j DROP\n");
  hostSays({ live: { ipv4: banned, ipv6: live("") } });
  await draftWith("nobody but admin reaches ssh", "anyone reaches https");
  const review = await readReview(owner, { hostId });
  expect(outcomes(review.assertions)).toEqual([
    [0, "holds"],
    [1, "depends"],
  ]);
  expect(review.anywayFor).toEqual(["access"]);
  const [, hanging] = review.assertions.told ? review.assertions.results : [];
  expect(hanging?.answers[0]?.conditions.map(({ text }) => text)).toEqual(["-m set --match-set banned src"]);
});

it("is not silently true where the computation failed", async () => {
  hostSays({});
  await draftWith("anyone reaches https");
  vi.spyOn(Analyst.prototype, "ask").mockResolvedValue({ ok: false, why: "failed" });
  const { needsAnyway, anywayFor, gate } = await readReview(owner, { hostId });
  expect({ needsAnyway, anywayFor }).toEqual({ needsAnyway: true, anywayFor: ["assertions"] });
  expect(gate.problems).toMatchObject([{ code: "assertion-not-decided" }]);
});

it("proves the way in of whole networks, and only the panel's own stands in the way", async () => {
  const above = live("-A INPUT -s 203.0.113.128/25 -j DROP\n");
  hostSays({ live: { ipv4: above, ipv6: live("") } });
  await draftWith();
  const review = await readReview(owner, { hostId });
  expect(review.admins).toMatchObject({
    told: true,
    results: [
      {
        name: "admin",
        outcome: "fails",
        answers: [
          {
            family: 4,
            witness: { peers: { except: false, terms: [{ text: "203.0.113.128/25" }], more: 0 } },
          },
          {},
        ],
      },
    ],
  });
  // The panel sits in the other half.
  expect(review).toMatchObject({ lockout: { answer: "gets-in" }, needsAnyway: false });
  hostSays({});
  expect((await readReview(owner, { hostId })).admins).toMatchObject({ results: [{ outcome: "holds" }] });
});

it("stops an apply right before the host is touched when the host's rules made it untrue meanwhile", async () => {
  const facts = hostSays({ live: { ipv4: live(""), ipv6: live("") } });
  await draftWith("nobody but admin reaches tcp 5432");
  const { policy, restore4, restore6 } = await readReview(owner, { hostId });
  const frozen = {
    policy,
    facts,
    acceptedManagers: [],
    rules4: restore4 ?? "",
    rules6: restore6,
    anyway: false,
  };
  const recheckWith = (now: HostFacts, anyway = false) =>
    recheck({ ...frozen, anyway } as unknown as Parameters<typeof recheck>[0], now);
  expect(await recheckWith(facts)).toEqual({ allowed: true, problems: [] });
  const opened = {
    ...facts,
    live: { ipv4: live("-A INPUT -p tcp -m tcp --dport 5432 -j ACCEPT\n"), ipv6: live("") },
  };
  expect((await recheckWith(opened)).problems).toMatchObject([{ code: "assertions-changed" }]);
  expect((await recheckWith(opened, true)).allowed).toBe(true);
});

it("is frozen with the revision, and comes back with the names that its objects have then", async () => {
  hostSays({});
  await saveNetwork(owner, { name: "office", entries: ["192.0.2.0/24"] });
  await draftWith("nobody but admin, office reaches ssh");
  const { hash, policy } = await readReview(owner, { hostId });
  // An object that an assertion alone names is part of the policy.
  expect(policy.networks.map(({ name }) => name)).toEqual(["admin", "office"]);
  const { applyId } = await startRollout(owner, { hostId, hash });
  await confirm(applyId);
  const network = (await listObjects(owner)).networks.find(({ name }) => name === "office");
  await expect(deleteObject(owner, { kind: "network", id: network?.id })).rejects.toMatchObject({
    code: "object-in-use",
  });
  await saveNetwork(owner, { id: network?.id, name: "office", entries: ["192.0.2.0/25"] });
  await loadRevision(owner, { hostId, applyId });
  expect((await readDraft(owner, { hostId })).body.assertions).toEqual([
    'nobody but admin, "office as of 1" reaches ssh',
  ]);
});

it("leaves an older policy, which asserts nothing, the same", async () => {
  hostSays({});
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const { assertions: _none, ...body } = bodyWith();
  await saveDraft(owner, { hostId, version, body });
  const { policy } = await readReview(owner, { hostId });
  expect("assertions" in policy).toBe(false);
});
