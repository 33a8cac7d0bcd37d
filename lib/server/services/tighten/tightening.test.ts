import { beforeEach, expect, it } from "vitest";
import type { FlowListing, Tracked } from "@/lib/core/flows/flow";
import { db } from "@/lib/server/db/client";
import { readDraft } from "../draft/read-draft";
import { saveDraft } from "../draft/save-draft";
import { lookAtHost } from "../drift/look-at-host";
import { driftHost, hostId, look, owner } from "../drift/testing/drift-host";
import { actingAs, pretendGateway } from "../fresh-panel";
import { setHostGateway } from "../host-gateway";
import { saveService } from "../object/save-service";
import { networkNamed } from "./make-objects";
import { readTightening } from "./read-tightening";
import { takeSuggestion } from "./take-suggestion";

const host = driftHost();
const day = 24 * 3_600_000;
let listing: FlowListing | null;

/** A connection that somebody opened to a port of the host. */
function opened(source: string, port: number): Tracked {
  const own = source.includes(":") ? "2001:db8::7" : "198.51.100.7";
  const original = { source, sourcePort: 40000, destination: own, destinationPort: port };
  const reply = { source: own, sourcePort: port, destination: source, destinationPort: 40000 };
  return { family: source.includes(":") ? 6 : 4, protocol: "tcp", original, reply };
}
const open = (...tracked: readonly Tracked[]): FlowListing => ({
  ...{ tracked, sockets: [], listening: [], loose: true, cut: false },
  tools: { sockets: true, tracking: true, untrack: true },
});

/** Each of our rules in IPv4 has counted so many packets. */
function counted(packets: number): void {
  const plain = host.live.ipv4.replace(/^\[\d+:\d+\] /gm, "");
  host.live = { ...host.live, ipv4: plain.replace(/^(?=-A SEKISHO-)/gm, `[${packets}:${packets * 60}] `) };
}

/** The oldest look was one of many, one a day since. */
async function lookedDaily(): Promise<void> {
  const first = await db.counterSample.findFirstOrThrow({ orderBy: { readAt: "asc" } });
  const data = Array.from({ length: 29 }, (_, at) => ({
    ...first,
    id: `day-${at}`,
    readAt: new Date(first.readAt.getTime() + (at + 1) * day),
  }));
  await db.counterSample.createMany({ data });
}

/** All that was kept was read so many days earlier. */
async function age(days: number): Promise<void> {
  for (const { id, readAt } of await db.counterSample.findMany()) {
    await db.counterSample.update({
      where: { id },
      data: { readAt: new Date(readAt.getTime() - days * day) },
    });
  }
}

const told = () => readTightening(actingAs("viewer"), { hostId });
const web = async () => {
  const { body } = await readDraft(owner, { hostId });
  return body.purposes[0]?.rules.find(({ id }) => id === "web");
};

beforeEach(() => {
  listing = open(opened("192.0.2.9", 443), opened("203.0.113.9", 22));
  setHostGateway(pretendGateway({ look: async () => ({ facts: host.facts(), listing }) }));
});

it("looks at a host keep who had connections open, and tell which rule lets in more, with what that rests on", async () => {
  const nothing = { basis: null, counters: null, lookedAt: 0, rows: [] };
  expect(await told()).toEqual({ standing: "no-rules", ...nothing });
  await host.confirm();
  expect(await told()).toEqual({ standing: "no-look", ...nothing });
  // Without a connection: only what the host held right after the confirm.
  await lookAtHost(hostId, { afresh: false, why: "look" });
  expect(await told()).toMatchObject({ standing: "no-look", basis: null });
  counted(0);
  await look();
  listing = open(opened("192.0.2.17", 80));
  counted(7);
  await look();
  const { standing, basis, counters, lookedAt, rows } = await told();
  expect(standing).toBe("looked");
  expect(basis).toMatchObject({ looks: 2, partial: false });
  expect(counters).not.toBeNull();
  // The rule of the customers; the administrators' is left out.
  expect(lookedAt).toBe(1);
  expect(rows).toEqual([
    {
      ...{ rule: "web", kind: "narrow", sources: ["customers"], services: ["http", "https"] },
      ...{ networks: ["192.0.2.0/27"], closes: [6], names: [], unseenDays: 0 },
    },
  ]);
});

it("a look that sees no list of connections is no look at who came", async () => {
  await host.confirm();
  for (const none of [null, { ...open(), tools: { sockets: false, tracking: false, untrack: false } }]) {
    listing = none;
    counted(3);
    await look();
  }
  expect(await told()).toMatchObject({
    standing: "no-lists",
    basis: null,
    rows: [{ rule: "web", kind: "unseen", unseenDays: 1 }],
  });
});

it("days that are older than a month are forgotten", async () => {
  await host.confirm();
  await look();
  const [{ seen } = { seen: new Uint8Array() }] = await db.seenDay.findMany();
  await db.seenDay.create({ data: { hostId, day: "2020-01-01", seen } });
  await look();
  const days = (await db.seenDay.findMany()).map((one) => one.day);
  expect(days).not.toContain("2020-01-01");
  expect(days.length).toBeGreaterThan(0);
});

it("taking a suggestion writes the draft alone: the rule's source is a network of those that came", async () => {
  await host.confirm();
  await look();
  const applies = await db.apply.count();
  const [row] = (await told()).rows;
  const take = { hostId, rule: "web", kind: "narrow", networks: row?.networks, names: row?.names };
  expect(await takeSuggestion(owner, take)).toEqual({ rule: "web" });
  const [source = ""] = (await web())?.sources ?? [];
  const network = await db.networkObject.findUniqueOrThrow({ where: { name: source } });
  expect(network.entries).toEqual(["192.0.2.0/27"]);
  expect(await db.apply.count()).toBe(applies);
  // The draft's rule is another one now.
  await expect(takeSuggestion(owner, take)).rejects.toMatchObject({ code: "tighten-changed" });
});

it("who came of a network with a name is kept by it, told by it and let in by it, and its neighbours are not", async () => {
  const entries = ["192.0.2.8/29"];
  await db.networkObject.create({ data: { id: "branch", name: "branch", entries, note: "" } });
  await host.confirm();
  await look();
  const [row] = (await told()).rows;
  expect(row).toMatchObject({ networks: entries, names: ["branch"] });
  const take = { hostId, rule: "web", kind: "narrow", networks: entries, names: ["branch"] };
  await expect(takeSuggestion(owner, { ...take, names: [] })).rejects.toMatchObject({
    code: "tighten-changed",
  });
  const before = await db.networkObject.count();
  await takeSuggestion(owner, take);
  expect((await web())?.sources).toEqual(["branch"]);
  expect(await db.networkObject.count()).toBe(before);
});

it("what is no longer told is not taken: more came meanwhile, or the draft's rule has other sources", async () => {
  await host.confirm();
  await look();
  const take = { hostId, rule: "web", kind: "narrow", networks: ["192.0.2.0/28"], names: [] };
  await expect(takeSuggestion(owner, take)).rejects.toMatchObject({ code: "tighten-changed" });
  const { body, version } = await readDraft(owner, { hostId });
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => (rule.id === "web" ? { ...rule, sources: ["anyone"] } : rule)),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
  await expect(takeSuggestion(owner, { ...take, networks: ["192.0.2.0/27"] })).rejects.toMatchObject({
    code: "tighten-changed",
  });
  expect((await web())?.sources).toEqual(["anyone"]);
});

it("a rule that counted nothing in a month can be taken out of the draft, and one that counts cannot", async () => {
  listing = open();
  await host.confirm();
  counted(0);
  await look();
  expect((await told()).rows).toEqual([]);
  await age(30);
  await look();
  expect((await told()).rows, "two looks say nothing of a month").toEqual([]);
  await lookedDaily();
  expect((await told()).rows).toMatchObject([{ rule: "web", kind: "unused" }]);
  const take = { hostId, rule: "web", kind: "unused", networks: [], names: [] };
  counted(5);
  await look();
  await expect(takeSuggestion(owner, take)).rejects.toMatchObject({ code: "tighten-changed" });
  counted(0);
  await db.counterSample.deleteMany({ where: { readAt: { gt: new Date(Date.now() - day) } } });
  await look();
  await takeSuggestion(owner, take);
  expect(await web()).toBeUndefined();
});

it("a long service's name makes a name that can be read again, and what no schema takes is not stored", async () => {
  const name = "accounting database of the northern branch offices two";
  await saveService(owner, { name, parts: [{ protocol: "tcp", ports: ["3306"] }], note: "" });
  await host.confirm();
  const { body, version } = await readDraft(owner, { hostId });
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => (rule.id === "web" ? { ...rule, services: [name] } : rule)),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
  await host.apply();
  listing = open(opened("192.0.2.9", 3306));
  await look();
  const [row] = (await told()).rows;
  await takeSuggestion(owner, {
    hostId,
    rule: "web",
    kind: "narrow",
    networks: row?.networks,
    names: row?.names,
  });
  expect((await web())?.sources).toEqual([
    expect.stringMatching(/^accounting database of the northern branch seen /),
  ]);
  await expect(
    db.$transaction((tx) => networkNamed(tx, owner, "ends in a sign-", ["192.0.2.77"])),
  ).rejects.toThrow();
});

it("a published port is used by what nat sends on: its rule has counted, and who came is told", async () => {
  await host.confirm();
  const { body, version } = await readDraft(owner, { hostId });
  await saveDraft(owner, { hostId, version, body: { ...body, forward: "published" } });
  await host.apply();
  listing = open();
  counted(0);
  await look();
  host.edit((text) => text.replace(/^\[0:0\] (?=-A SEKISHO-FWD .*--ctorigdstport 443 )/gm, "[7:420] "));
  await look();
  expect((await told()).rows).toMatchObject([{ rule: "web", kind: "unseen", unseenDays: 1 }]);
  const asked = opened("192.0.2.9", 443);
  listing = open({ ...asked, reply: { ...asked.reply, source: "172.17.0.2", sourcePort: 8443 } });
  await look();
  expect((await told()).rows).toMatchObject([{ kind: "narrow", networks: ["192.0.2.0/27"], unseenDays: 0 }]);
});

it("what would widen the draft is not taken: its source's name stands for other networks by now", async () => {
  await host.confirm();
  await look();
  const take = { hostId, rule: "web", kind: "narrow", networks: ["192.0.2.0/27"], names: [] };
  const customers = await db.networkObject.findUniqueOrThrow({ where: { name: "customers" } });
  const holds = (entries: string[]) =>
    db.networkObject.update({ where: { id: customers.id }, data: { entries } });
  for (const entries of [["192.0.2.0/28"], ["198.51.100.0/24", "2001:db8::/32"], []]) {
    await holds(entries);
    await expect(takeSuggestion(owner, take), entries.join()).rejects.toMatchObject({
      code: "tighten-changed",
    });
  }
  expect((await web())?.sources).toEqual(["customers"]);
  await holds(["192.0.2.0-192.0.2.40"]);
  await takeSuggestion(owner, take);
  expect((await web())?.sources).not.toEqual(["customers"]);
});

it("a drafted rule that refuses by now, or is about other services, is left as it is", async () => {
  await host.confirm();
  await look();
  const { body, version } = await readDraft(owner, { hostId });
  const take = { hostId, rule: "web", kind: "narrow", networks: ["192.0.2.0/27"], names: [] };
  let next = version;
  for (const change of [{ verdict: "reject" as const }, { services: ["http", "https", "mysql"] }]) {
    const purposes = body.purposes.map((purpose) => ({
      ...purpose,
      rules: purpose.rules.map((rule) => (rule.id === "web" ? { ...rule, ...change } : rule)),
    }));
    next = (await saveDraft(owner, { hostId, version: next, body: { ...body, purposes } })).version;
    await expect(takeSuggestion(owner, take)).rejects.toMatchObject({ code: "tighten-changed" });
  }
  expect((await web())?.sources).toEqual(["customers"]);
});
