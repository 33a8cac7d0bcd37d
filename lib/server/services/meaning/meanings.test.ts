import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { packLive } from "../apply/live-text";
import { saveDraft } from "../draft/save-draft";
import { startDraft } from "../draft/start-draft";
import { actingAs, freshPanel, pretendGateway, sampleFacts } from "../fresh-panel";
import { setHostGateway } from "../host-gateway";
import { saveNetwork } from "../object/save-network";
import { readReview } from "../review/read-review";
import { startRollout } from "../rollout/start-rollout";
import { compareMeaning } from "./compare-meaning";
import type { MeaningRowView, MeaningView } from "./meaning-view";
import { readApplyMeaning } from "./read-apply-meaning";
import { readDraftMeaning } from "./read-draft-meaning";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;

/** The draft of a public web server, whose web is for these. */
async function draftFor(web: string[]): Promise<void> {
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const body = startingBody("public-web-server");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => ({ ...rule, sources: rule.admin ? ["admin"] : web })),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
}

/** Applies the draft as the job would, on a host that then holds what was sent. */
async function applyNow({ onRecord = true } = {}): Promise<string> {
  const { hash, restore4, restore6, facts } = await readReview(owner, { hostId });
  const { applyId } = await startRollout(owner, { hostId, hash });
  if (onRecord) {
    const event = {
      id: `before-${applyId}`,
      applyId,
      sequence: 1_000,
      phase: "inspecting",
      kind: "live-before",
    };
    const live = packLive(facts?.live ?? { ipv4: null, ipv6: null });
    await db.applyEvent.create({ data: { ...event, live } });
  }
  await db.apply.update({ where: { id: applyId }, data: { phase: "confirmed", finishedAt: new Date() } });
  await db.job.updateMany({ data: { finishedAt: new Date() } });
  const held = (restore: string | null) => {
    const jumps = ["-A INPUT -j SEKISHO-IN", "-A FORWARD -j SEKISHO-FWD", "-A OUTPUT -j SEKISHO-OUT"];
    const rest = restore?.replace(/^#.*\n/gm, "").replace("*filter\n", "") ?? "";
    const heads = ":INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n";
    return `*filter\n${heads}${rest.replace("COMMIT", `${jumps.join("\n")}\nCOMMIT`)}`;
  };
  const live = { ipv4: held(restore4), ipv6: held(restore6) };
  setHostGateway(pretendGateway({ inspect: async () => sampleFacts({ live }) }));
  return applyId;
}

async function draftMeaning(): Promise<MeaningView> {
  const meaning = await readDraftMeaning(owner, await readReview(owner, { hostId }));
  if (meaning === null) throw new Error("nothing was compiled");
  return meaning;
}

const rowsOf = (meaning: MeaningView): readonly MeaningRowView[] => (meaning.told ? meaning.rows : []);
const line = ({ kind, families, sources, services }: MeaningRowView) =>
  [
    kind,
    families.join("+"),
    sources.except,
    ...sources.terms.map((term) => (term.kind === "network" ? term.name : term.kind)),
    "→",
    ...services.terms.map((term) => (term.kind === "service" ? term.name : term.kind)),
  ].join(" ");

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  await saveNetwork(owner, { name: "admin", entries: ["203.0.113.9"] });
  await saveNetwork(owner, { name: "customers", entries: ["192.0.2.0/27", "2001:db8:5::/48"] });
  await draftFor(["anyone"]);
});
afterEach(() => panel.remove());

it("says of a first apply who no longer gets in, with the rule that the draft has for it and a packet to explain", async () => {
  const meaning = await draftMeaning();
  const [first] = rowsOf(meaning);
  expect(first && line(first)).toBe("closed 4+6 true admin → ping http https ports");
  expect(first?.sample.question).toMatchObject({ way: "in", to: "198.51.100.7", proto: "tcp", port: "22" });
  expect(first?.rules).toMatchObject({
    before: null,
    after: { table: "filter", rule: { chain: "SEKISHO-IN", own: true, origin: { section: "final" } } },
  });
  expect(first?.ends).toMatchObject({ before: { kind: "chain-policy", chain: "INPUT" }, after: null });
  expect(meaning.told && meaning.lines.networks).toEqual({ admin: { lines: ["203.0.113.9"], count: 1 } });
});

it("says that nothing changes once the host holds what was sent", async () => {
  await applyNow();
  expect(await draftMeaning()).toMatchObject({
    outcomes: { 4: "equal", 6: "equal" },
    rows: [],
    others: [],
    more: 0,
  });
});

it("says the same of a draft, of its apply, and of the comparison of two applies", async () => {
  const first = await applyNow();
  await draftFor(["customers"]);
  const expected = ["closed 4+6 true customers admin → http https"];
  expect(rowsOf(await draftMeaning()).map(line)).toEqual(expected);
  const second = await applyNow();
  expect(rowsOf(await readApplyMeaning(owner, { applyId: second })).map(line)).toEqual(expected);
  const forward = await compareMeaning(owner, { left: first, right: second });
  expect(rowsOf(forward).map(line)).toEqual(expected);
  const back = await compareMeaning(owner, { left: second, right: first });
  expect(rowsOf(back).map(line)).toEqual(expected.map((text) => text.replace("closed", "opened")));
});

it("names a network that the draft no longer knows", async () => {
  await draftFor(["customers"]);
  await applyNow();
  await draftFor(["admin"]);
  expect(rowsOf(await draftMeaning()).map(line)).toEqual(["closed 4+6 false customers → http https"]);
  const second = await applyNow();
  const meaning = await readApplyMeaning(owner, { applyId: second });
  expect(rowsOf(meaning).map(line)).toEqual(["closed 4+6 false customers → http https"]);
});

it("says so where the host's tables cannot be read, and where what it held is not on record", async () => {
  setHostGateway(pretendGateway({ inspect: async () => sampleFacts({ live: { ipv4: null, ipv6: null } }) }));
  expect(await draftMeaning()).toMatchObject({ outcomes: { 4: "unreadable", 6: "unreadable" }, rows: [] });
  setHostGateway(pretendGateway());
  const applyId = await applyNow({ onRecord: false });
  expect(await readApplyMeaning(owner, { applyId })).toEqual({ told: false, why: "no-tables" });
});

it("has nothing to say of a draft that compiles to nothing", async () => {
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  await saveDraft(owner, { hostId, version, body: startingBody("public-web-server") });
  expect(await readDraftMeaning(owner, await readReview(owner, { hostId }))).toBeNull();
});
