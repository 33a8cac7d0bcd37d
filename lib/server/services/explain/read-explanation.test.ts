import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { readDraft } from "../draft/read-draft";
import { saveDraft } from "../draft/save-draft";
import { startDraft } from "../draft/start-draft";
import { readExposure } from "../exposure/read-exposure";
import { actingAs, freshPanel, sampleFacts } from "../fresh-panel";
import { saveNetwork } from "../object/save-network";
import { readReach } from "../reach/read-reach";
import { readReview } from "../review/read-review";
import { startRollout } from "../rollout/start-rollout";
import type { Explanation, Question, RulesName } from "./explain-view";
import { readExplanation } from "./read-explanation";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;

/** Somebody else's rule closes port 25; everything else is open. */
const foreign = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -p tcp -m tcp --dport 25 -j DROP
COMMIT
`;

async function hostHolds(facts: Partial<HostFacts>, inspectedAt = new Date()): Promise<void> {
  await db.host.update({ where: { id: hostId }, data: { facts: sampleFacts(facts), inspectedAt } });
}

async function draftFor(admin: string): Promise<void> {
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const body = startingBody("public-web-server");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => (rule.admin ? { ...rule, sources: [admin] } : rule)),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
}

/** The draft as it is becomes the confirmed revision; what is known of the host stays as it was. */
async function confirmDraft(): Promise<void> {
  const before = await db.host.findUniqueOrThrow({ where: { id: hostId } });
  const { hash } = await readReview(owner, { hostId });
  const { applyId } = await startRollout(owner, { hostId, hash });
  await db.apply.update({ where: { id: applyId }, data: { phase: "confirmed", finishedAt: new Date() } });
  await db.job.updateMany({ data: { finishedAt: new Date() } });
  await db.host.update({
    where: { id: hostId },
    data: { facts: before.facts ?? {}, inspectedAt: before.inspectedAt },
  });
}

const ask = (question: Partial<Question>, asked = true): Promise<Explanation> =>
  readExplanation(owner, { hostId, question, asked });

const verdicts = ({ rules }: Explanation) => rules.map(({ verdict, missing }) => verdict ?? missing?.code);

/** From the office and from a stranger. */
const office = "203.0.113.9";
const stranger = "192.0.2.200";

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  await saveNetwork(owner, { name: "office", entries: [office] });
  await saveNetwork(owner, { name: "branch", entries: [stranger] });
  await hostHolds({ live: { ipv4: foreign, ipv6: foreign } });
});
afterEach(() => panel.remove());

it("asks the host's rules, the confirmed ones and the draft's about the same packet", async () => {
  await draftFor("office");
  await confirmDraft();
  await draftFor("branch");
  // SSH: nothing of ours is on the host as it was read; the confirmed rules know the office, the draft the branch.
  expect(verdicts(await ask({ from: office, port: "22" }))).toEqual(["accept", "accept", "drop"]);
  expect(verdicts(await ask({ from: stranger, port: "22" }))).toEqual(["accept", "drop", "accept"]);
  // Port 25 is closed by somebody else's rule, which ours, standing before it, do not ask.
  expect(verdicts(await ask({ from: office, port: "25" }))).toEqual(["drop", "accept", "drop"]);
});

it.each<[RulesName, string]>([
  ["live", "-A INPUT -p tcp -m tcp --dport 25 -j DROP"],
  ["confirmed", "-A SEKISHO-IN -j DROP"],
  ["draft", "-A SEKISHO-IN -j DROP"],
])("tells the way through the rules that were asked for: %s", async (rules, text) => {
  await draftFor("office");
  await confirmDraft();
  const { answer } = await ask({ rules, from: stranger, port: "25" });
  expect(answer?.decision).toMatchObject({
    kind: "rule",
    table: "filter",
    rule: { text, own: rules !== "live" },
  });
});

it("leads from a rule of ours to the line of the policy, also where it was read from the host", async () => {
  await draftFor("office");
  const line = { networks: ["office"], services: ["all"], verdict: "accept", direction: "in", inDraft: true };
  const question = { from: office, port: "22" };
  const draft = await ask({ ...question, rules: "draft" });
  expect(draft.answer?.decision).toMatchObject({ rule: { origin: { section: "source", rule: line } } });
  await confirmDraft();
  const { rules4 } = await db.apply.findFirstOrThrow();
  const jump = "-A INPUT -j SEKISHO-IN\nCOMMIT";
  await hostHolds({ live: { ipv4: rules4.replace("COMMIT", jump), ipv6: foreign } });
  const live = await ask(question);
  expect(live.answer?.decision).toMatchObject({ rule: { own: true, origin: { rule: line } } });
  const { version, body } = await readDraft(owner, { hostId });
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.filter((rule) => !rule.admin),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
  expect((await ask(question)).answer?.decision).toMatchObject({
    rule: { origin: { rule: { inDraft: false } } },
  });
});

it("names what an answer hangs on", async () => {
  const live = foreign.replace("-A INPUT", "-A INPUT -m set --match-set bad src -j DROP\n-A INPUT");
  await hostHolds({ live: { ipv4: live, ipv6: foreign } });
  const { answer } = await ask({ from: stranger, port: "80" });
  expect(answer).toMatchObject({
    verdict: "cannot-tell",
    decision: null,
    dependsOn: [{ kind: "opaque", text: "-m set --match-set bad src", rule: { chain: "INPUT", number: 1 } }],
  });
});

it("names them in the order in which the packet meets them", async () => {
  await draftFor("office");
  const { answer } = await ask({ rules: "draft", port: "443" });
  const numbers = answer?.dependsOn.map(({ rule }) => rule?.number ?? 0) ?? [];
  expect(numbers.length).toBeGreaterThan(1);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});

it("follows a packet that nat turns away, and says what nobody listens to", async () => {
  const nat = `*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
COMMIT
${foreign}`;
  const routes = [
    { family: 4, destination: "172.17.0.0/16", interface: "docker0", type: "unicast", metric: 0 } as const,
  ];
  await hostHolds({ live: { ipv4: nat, ipv6: foreign }, forwarding: { ipv4: true, ipv6: false }, routes });
  const published = await ask({ from: stranger, port: "8080" });
  expect(published.answer).toMatchObject({ verdict: "accept", way: "through", becomes: "172.17.0.2:80" });
  expect(published.answer?.stations).toContainEqual(
    expect.objectContaining({ kind: "route", to: "forward", out: "docker0" }),
  );
  expect(published.listeners).toBeNull();
  expect((await ask({ from: stranger, port: "22" })).listeners).toEqual(["sshd"]);
  expect((await ask({ from: stranger, port: "23" })).listeners).toEqual([]);
});

it("ends where the host sends a packet no further, whatever the rules say", async () => {
  const { answer } = await ask({ way: "through", from: office, to: stranger, port: "80" });
  expect(answer).toMatchObject({ verdict: "drop", decision: { kind: "routing" } });
  expect(answer?.stations.at(-1)).toMatchObject({ to: "nowhere", reason: "no-forwarding", deciding: true });
});

it("says which rate the sender is taken to keep to", async () => {
  const limit =
    "-m hashlimit --hashlimit-above 60/sec --hashlimit-burst 120 --hashlimit-mode srcip --hashlimit-name new";
  const live = foreign.replace("-A INPUT", `-A INPUT ${limit} -j DROP\n-A INPUT`);
  await hostHolds({ live: { ipv4: live, ipv6: foreign } });
  expect((await ask({ from: stranger, port: "80" })).answer).toMatchObject({
    verdict: "accept",
    assumes: [{ code: "rate", params: { count: 60, per: "second", above: "no", whose: "source" } }],
  });
});

it("says why rules cannot be asked, and loses nothing of the question", async () => {
  expect(verdicts(await ask({ from: office, port: "22" }))).toEqual(["accept", "no-confirmed", "no-draft"]);
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const body = startingBody("public-web-server");
  await saveDraft(owner, { hostId, version, body });
  const broken = await ask({ rules: "draft", from: office, port: "22" });
  expect(broken.rules[2]?.missing).toMatchObject({
    code: "not-compiled",
    problems: [{ severity: "error" }, {}],
  });
  expect(broken).toMatchObject({ answer: null, question: { rules: "draft", from: office, port: "22" } });

  await hostHolds({ live: { ipv4: foreign, ipv6: null } });
  expect(verdicts(await ask({ from: "2001:db8::9", port: "22" }))[0]).toBe("no-tables");
  await hostHolds({ live: { ipv4: "nonsense", ipv6: null } });
  expect(verdicts(await ask({ from: office, port: "22" }))[0]).toBe("unreadable");
  await db.host.update({ where: { id: hostId }, data: { facts: {}, inspectedAt: null } });
  expect(verdicts(await ask({ from: office, port: "22" }))[0]).toBe("not-inspected");
});

it("answers what cannot be read by faults beside the fields, and keeps what was typed", async () => {
  const typed = { from: "198.51.100.700", port: "70000", user: "x" };
  const { faults, packet, answer, question } = await ask(typed);
  expect(faults.map(({ field }) => field)).toEqual(["from", "port"]);
  expect({ packet, answer, question }).toMatchObject({ packet: null, answer: null, question: typed });
});

it("says nothing of a packet before one is asked about", async () => {
  const { packet, answer, faults, examples } = await ask({ rules: "live" }, false);
  expect({ packet, answer, faults }).toEqual({ packet: null, answer: null, faults: [] });
  const listening = examples.find(({ name }) => name === "office")?.examples;
  // What listens on loopback alone is nobody else's business.
  expect(listening?.map(({ port }) => port)).toEqual([22, 5432, null]);
  expect(listening?.[0]?.question).toEqual({ proto: "tcp", port: "22", from: office });
});

it("says when an apply has changed the host after it was read; so do the exposure and who reaches what", async () => {
  await draftFor("office");
  await confirmDraft();
  const { id, number } = await db.apply.findFirstOrThrow();
  const at = new Date();
  await db.applyEvent.create({
    data: { id: "event-1", applyId: id, sequence: 1, at, phase: "applied", kind: "answered" },
  });
  await hostHolds({}, new Date(at.getTime() - 1000));
  const told = async () => {
    const pages = [ask({}), readExposure(owner, { hostId }), readReach(owner, { hostId, rules: "live" })];
    return (await Promise.all(pages)).map(({ outdated }) => outdated);
  };
  expect(await told()).toEqual([{ number }, { number }, { number }]);
  await hostHolds({}, new Date(at.getTime() + 1000));
  expect(await told()).toEqual([null, null, null]);
});

it("lets who may only look ask, and knows no host that is not there", async () => {
  const input = { hostId, question: { from: office, port: "22" } };
  expect((await readExplanation(actingAs("viewer"), input)).answer?.verdict).toBe("accept");
  const stranger = { actor: { ...owner.actor, permission: "guest" as "viewer" } };
  await expect(readExplanation(stranger, input)).rejects.toMatchObject({ code: "forbidden" });
  await expect(readExplanation(owner, { ...input, hostId: "host-2" })).rejects.toMatchObject({
    code: "host-not-found",
  });
});
