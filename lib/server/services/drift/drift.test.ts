import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { packLive } from "../apply/live-text";
import { saveDraft } from "../draft/save-draft";
import { startDraft } from "../draft/start-draft";
import { actingAs, freshPanel, pretendGateway, sampleFacts } from "../fresh-panel";
import { listHosts } from "../host/list-hosts";
import { setHostGateway } from "../host-gateway";
import { readDraftMeaning } from "../meaning/read-draft-meaning";
import { saveNetwork } from "../object/save-network";
import { readReview } from "../review/read-review";
import { startRollout } from "../rollout/start-rollout";
import { ServiceError } from "../service-error";
import { acceptDrift } from "./accept-drift";
import { findDue } from "./find-due";
import { ignoreChain } from "./ignore-chain";
import { lookAtHost } from "./look-at-host";
import { lookNow } from "./look-now";
import { readDrift } from "./read-drift";
import { readDriftMeaning } from "./read-drift-meaning";
import { takeOthers } from "./take-others";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
const scheduled = { afresh: false, why: "look" } as const;
let panel: Awaited<ReturnType<typeof freshPanel>>;
/** What the host holds now. */
let live: { ipv4: string; ipv6: string };
let more: Partial<HostFacts> = {};
let reads = 0;

function held(restore: string | null): string {
  const jumps = ["-A INPUT -j SEKISHO-IN", "-A FORWARD -j SEKISHO-FWD", "-A OUTPUT -j SEKISHO-OUT"];
  const rest = restore?.replace(/^#.*\n/gm, "").replace("*filter\n", "") ?? "";
  const heads = ":INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n";
  return `*filter\n${heads}${rest.replace("COMMIT", `${jumps.join("\n")}\nCOMMIT`)}`;
}

/** A web server for the customers is confirmed, as its job would leave it. */
async function confirm(): Promise<string> {
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const body = startingBody("public-web-server");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => ({ ...rule, sources: rule.admin ? ["admin"] : ["customers"] })),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
  const { hash, restore4, restore6 } = await readReview(owner, { hostId });
  const { applyId } = await startRollout(owner, { hostId, hash });
  live = { ipv4: held(restore4), ipv6: held(restore6) };
  const event = { id: `after-${applyId}`, applyId, sequence: 1_000, phase: "confirmed", kind: "live-after" };
  await db.applyEvent.create({ data: { ...event, live: packLive(live) } });
  await db.apply.update({ where: { id: applyId }, data: { phase: "confirmed", finishedAt: new Date() } });
  await db.job.updateMany({ data: { finishedAt: new Date() } });
  return applyId;
}

/** Somebody changes a rule of ours or of theirs, in IPv4. */
function edit(change: (text: string) => string): void {
  const next = change(live.ipv4);
  if (next === live.ipv4) throw new Error("nothing was changed");
  live = { ...live, ipv4: next };
}
const opened =
  "-A SEKISHO-IN -s 203.0.113.50/32 -p tcp -m tcp --dport 3306 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT";
const openForOne = () => edit((text) => text.replace(/(?=^-A SEKISHO-IN -p tcp)/m, `${opened}\n`));
const look = () => lookNow(owner, { hostId });
const drift = async () => {
  const view = await readDrift(owner, { hostId });
  if (view === null) throw new Error("not looked at");
  return view;
};
const found = async () =>
  (await db.audit.findMany({ where: { verb: "drift.found" } })).map(({ detail }) => detail);

beforeEach(async () => {
  [more, reads] = [{}, 0];
  panel = await freshPanel({
    inspect: async () => {
      reads++;
      return sampleFacts(live === undefined ? more : { live, ...more });
    },
  });
  live = sampleFacts().live as typeof live;
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  await saveNetwork(owner, { name: "admin", entries: ["203.0.113.9"] });
  await saveNetwork(owner, { name: "customers", entries: ["192.0.2.0/27", "2001:db8:5::/48"] });
});
afterEach(() => panel.remove());

describe("what the live rules are compared with", () => {
  it("is nothing before anything was confirmed", async () => {
    expect(await look()).toBe("nothing-to-compare");
    expect(await readDrift(owner, { hostId })).toBeNull();
    expect(await findDue(Date.now(), 0)).toEqual([]);
  });

  it("is nothing any more once the host was left", async () => {
    const applyId = await confirm();
    await look();
    await db.apply.update({ where: { id: applyId }, data: { leave: true } });
    live = sampleFacts().live as typeof live;
    expect(await look()).toBe("nothing-to-compare");
    expect(await readDrift(owner, { hostId })).toBeNull();
    expect(await findDue(Date.now() + 3_600_000, 0)).toEqual([]);
  });

  it("is the last confirm: what the host held then is the first look, without a connection", async () => {
    const applyId = await confirm();
    reads = 0;
    expect(await findDue(Date.now(), 0)).toEqual([hostId]);
    expect(await lookAtHost(hostId, scheduled)).toBe("looked");
    expect(reads).toBe(0);
    expect(await drift()).toMatchObject({ state: "same", apply: { id: applyId, number: 1 }, fault: null });
    expect(await findDue(Date.now(), 0)).toEqual([]);
    expect(await found()).toEqual([]);
  });

  it("is never an apply that is not over, and a look that it overtook is not kept", async () => {
    const applyId = await confirm();
    await look();
    await db.apply.update({ where: { id: applyId }, data: { phase: "probing" } });
    await expect(look()).rejects.toMatchObject({ code: "apply-pending" });
    expect(await lookAtHost(hostId, scheduled)).toBe("busy");
    expect(await findDue(Date.now() + 3_600_000, 0)).toEqual([]);
    await db.apply.update({ where: { id: applyId }, data: { phase: "confirmed" } });
    openForOne();
    const inspect = async () => {
      await db.apply.update({ where: { id: applyId }, data: { phase: "armed" } });
      return sampleFacts({ live });
    };
    setHostGateway(pretendGateway({ inspect }));
    expect(await lookAtHost(hostId, scheduled)).toBe("busy");
    expect(await db.drift.findUnique({ where: { hostId } })).toMatchObject({ state: "same" });
    await db.apply.update({ where: { id: applyId }, data: { phase: "confirmed" } });
    // One that began after the look did, and was undone before it ended.
    const undone = async () => {
      const {
        id: _id,
        number: _number,
        ...rest
      } = await db.apply.findUniqueOrThrow({ where: { id: applyId } });
      const { facts, roles, summary, ...texts } = rest;
      const json = { facts: facts ?? {}, roles: roles ?? [], summary: summary ?? [] };
      await db.apply.create({ data: { ...texts, ...json, id: "undone", number: 2, phase: "rolled_back" } });
      return sampleFacts({ live });
    };
    setHostGateway(pretendGateway({ inspect: undone }));
    expect(await lookAtHost(hostId, scheduled)).toBe("busy");
    expect(await db.drift.findUnique({ where: { hostId } })).toMatchObject({ state: "same" });
  });
});

describe("drift", () => {
  it("is no other wording, no other counter and no other order of rules that mean the same", async () => {
    await confirm();
    edit((text) => text.replaceAll(/^-A SEKISHO-IN/gm, "[3:99] -A SEKISHO-IN"));
    await look();
    expect(await drift()).toMatchObject({ state: "same", rewritten: false });
    edit((text) => text.replace("-m multiport --dports 80,443", "-m multiport --dports 443,80"));
    await look();
    expect(await drift()).toMatchObject({ state: "same", own: "equal", rewritten: true });
    expect(await found()).toEqual([]);
  });

  it("is told with who gets in now, who could have done it, and since when; on record once", async () => {
    await confirm();
    await look();
    openForOne();
    expect(await look()).toBe("looked");
    const first = await drift();
    expect(first).toMatchObject({
      state: "drifted",
      own: "different",
      others: "equal",
      clues: [{ kind: "by-hand" }],
    });
    await look();
    expect((await drift()).since).toBe(first.since);
    expect(await found()).toEqual([{ state: "drifted" }]);
    const meaning = await readDriftMeaning(owner, { hostId, part: "own" });
    expect(meaning?.told && meaning.rows).toMatchObject([
      { kind: "opened", families: [4], sources: { terms: [{ text: "203.0.113.50" }] } },
    ]);
    const [row] = await listHosts(owner);
    expect(row?.drift).toMatchObject({ state: "drifted", unreadableSince: null });
  });

  it("is over, and on record as that, when the rules mean again what was confirmed", async () => {
    await confirm();
    openForOne();
    await look();
    edit((text) => text.replace(`${opened}\n`, ""));
    await look();
    expect(await drift()).toMatchObject({ state: "same" });
    expect(await found()).toEqual([{ state: "drifted" }, { state: "same" }]);
  });

  it("is a restart that brought nothing back: chains and jumps are gone", async () => {
    await confirm();
    live = sampleFacts().live as typeof live;
    more = {
      bootId: "99999999-2222-3333-4444-555555555555",
      uptimeSeconds: 30,
      bootFault: "IPv4: no such set",
    };
    await look();
    const { state, clues } = await drift();
    expect(state).toBe("drifted");
    expect(clues.map(({ kind }) => kind)).toEqual(["restarted", "boot-fault", "chains-gone"]);
  });

  it("is IPv6 that came after the confirm and has no rules of ours", async () => {
    more = { iptables6: "absent", live: { ipv4: live.ipv4, ipv6: null } };
    await confirm();
    more = { iptables6: "absent", live: { ipv4: live.ipv4, ipv6: null } };
    await look();
    expect(await drift()).toMatchObject({ state: "same" });
    more = {};
    live = { ...live, ipv6: sampleFacts().live.ipv6 ?? "" };
    await look();
    expect(await drift()).toMatchObject({
      state: "drifted",
      clues: [{ kind: "ipv6-appeared" }, { kind: "by-hand" }],
    });
  });

  it("is not said where a table cannot be read: that is not known", async () => {
    await confirm();
    await look();
    more = { live: { ipv4: live.ipv4, ipv6: null } };
    await look();
    expect(await drift()).toMatchObject({ state: "cannot-tell", own: "cannot-tell" });
  });
});

describe("a host that cannot be read", () => {
  const silent = () => {
    const inspect = async () => {
      throw new ServiceError("host-timeout", "no answer", { status: 502, params: { stage: "connect" } });
    };
    setHostGateway(pretendGateway({ inspect }));
  };

  it("is unknown since the first look that failed, and keeps what was found before", async () => {
    await confirm();
    openForOne();
    await look();
    silent();
    expect(await look()).toBe("unreadable");
    const first = await drift();
    expect(first).toMatchObject({
      state: "drifted",
      fault: { code: "host-timeout", params: { stage: "connect" } },
    });
    await look();
    expect((await drift()).fault?.since).toBe(first.fault?.since);
    expect((await listHosts(owner))[0]?.drift?.unreadableSince).toBe(first.fault?.since);
    setHostGateway(pretendGateway({ inspect: async () => sampleFacts({ live }) }));
    await look();
    expect((await drift()).fault).toBeNull();
  });

  it("is told also where it was never read since the confirm, and is tried again later, not at once", async () => {
    const applyId = await confirm();
    await db.$executeRawUnsafe(`DROP TRIGGER "ApplyEvent_no_delete"`);
    await db.applyEvent.deleteMany({ where: { applyId, kind: "live-after" } });
    silent();
    expect(await lookAtHost(hostId, scheduled)).toBe("unreadable");
    expect(await drift()).toMatchObject({ state: "cannot-tell", fault: { code: "host-timeout" } });
    expect(await findDue(Date.now() + 60_000, 0)).toEqual([]);
    expect(await findDue(Date.now() + 180_000, 0)).toEqual([hostId]);
  });
});

describe("rules of others", () => {
  const ban =
    "-A INPUT -j f2b-sshd\n-A f2b-sshd -s 192.0.2.5/32 -j REJECT --reject-with icmp-port-unreachable";
  const addJail = () =>
    edit((text) =>
      text
        .replace(":SEKISHO-IN", ":f2b-sshd - [0:0]\n:SEKISHO-IN")
        .replace("-A INPUT -j SEKISHO-IN", `${ban}\n-A INPUT -j SEKISHO-IN`),
    );

  it("that change what packets meet are told apart from ours, by chain", async () => {
    await confirm();
    addJail();
    await look();
    const view = await drift();
    expect(view).toMatchObject({ state: "others-changed", own: "equal", others: "different" });
    expect(view.changed.map(({ chain, builtIn }) => [chain, builtIn])).toEqual([
      ["INPUT", true],
      ["f2b-sshd", false],
    ]);
    const meaning = await readDriftMeaning(owner, { hostId, part: "others" });
    expect(meaning?.told && meaning.rows.map(({ kind }) => kind)).toContain("closed");
  });

  it("are not told where no packet meets anything else", async () => {
    await confirm();
    edit((text) => text.replace(":SEKISHO-IN", ":empty - [0:0]\n:SEKISHO-IN"));
    edit((text) => text.replace("-A INPUT -j SEKISHO-IN", "-A INPUT -j empty\n-A INPUT -j SEKISHO-IN"));
    await look();
    expect(await drift()).toMatchObject({ state: "same", others: "equal" });
  });

  it("in a chain that is ignored are not told, until it is looked at again; both are on record", async () => {
    await confirm();
    addJail();
    await look();
    const { readAt } = await drift();
    await ignoreChain(owner, { hostId, chain: "f2b-sshd", ignore: true });
    expect(await drift()).toMatchObject({
      state: "same",
      readAt,
      changed: [],
      ignored: [{ name: "f2b-sshd", there: true }],
    });
    // Another chain that says nothing makes the comparison ask in meaning, and still without the ignored one.
    edit((text) => text.replace(":SEKISHO-IN", ":empty - [0:0]\n:SEKISHO-IN"));
    edit((text) => text.replace("-A INPUT -j SEKISHO-IN", "-A INPUT -j empty\n-A INPUT -j SEKISHO-IN"));
    await look();
    expect(await drift()).toMatchObject({ state: "same", others: "equal", changed: [{ chain: "INPUT" }] });
    openForOne();
    await look();
    expect(await drift()).toMatchObject({ state: "drifted", others: "equal" });
    await ignoreChain(owner, { hostId, chain: "f2b-sshd", ignore: false });
    expect(await drift()).toMatchObject({ state: "drifted", others: "different", ignored: [] });
    const verbs = (
      await db.audit.findMany({ where: { detail: { path: "$.chain", equals: "f2b-sshd" } } })
    ).map(({ verb }) => verb);
    expect(verbs.toSorted()).toEqual(["drift.ignore", "drift.watch-chain"]);
  });

  it("can be ignored only where they are in a chain that others made", async () => {
    await confirm();
    await look();
    for (const chain of ["INPUT", "SEKISHO-IN", "nobody-knows"]) {
      await expect(ignoreChain(owner, { hostId, chain, ignore: true })).rejects.toMatchObject({
        code: "no-foreign-chain",
      });
    }
  });

  it("can be taken as they are: only what changes after that is told", async () => {
    await confirm();
    edit((text) =>
      text.replace("-A INPUT -j SEKISHO-IN", "-A INPUT -s 203.0.113.66/32 -j ACCEPT\n-A INPUT -j SEKISHO-IN"),
    );
    await look();
    expect(await drift()).toMatchObject({ state: "others-changed" });
    await takeOthers(owner, { hostId });
    expect(await drift()).toMatchObject({ state: "same" });
    await look();
    expect(await drift()).toMatchObject({ state: "same" });
    edit((text) => text.replace("203.0.113.66", "203.0.113.67"));
    await look();
    expect(await drift()).toMatchObject({ state: "others-changed" });
  });
});

describe("accepting what is there", () => {
  it("makes a draft of it that means the same, to be reviewed and applied", async () => {
    await confirm();
    openForOne();
    await look();
    await acceptDrift(owner, { hostId });
    const review = await readReview(owner, { hostId });
    expect(review.gate).toMatchObject({ allowed: true });
    const rules = review.policy.purposes.flatMap(({ rules }) => rules);
    expect(rules).toContainEqual(expect.objectContaining({ services: ["mysql"] }));
    expect(rules.find(({ admin }) => admin)).toMatchObject({ sources: ["admin"] });
    const meaning = await readDraftMeaning(owner, review);
    expect(meaning?.told && meaning.rows.map(({ kind }) => kind)).toEqual(["limited"]);
  });

  it.each([
    [
      "a rule for which a policy has no word",
      () => edit((text) => text.replace(/(?=^-A SEKISHO-IN -p tcp)/m, "-A SEKISHO-IN -p gre -j ACCEPT\n")),
      "drift-no-word",
    ],
    [
      "a rule that asks for a hardware address",
      () =>
        edit((text) =>
          text.replace(
            "-A SEKISHO-IN -j DROP",
            "-A SEKISHO-IN -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT\n-A SEKISHO-IN -j DROP",
          ),
        ),
      "drift-no-word",
    ],
    ["chains that are gone", () => edit((text) => text.replace(/^.*SEKISHO-.*\n/gm, "")), "drift-gone"],
    ["nothing that drifted", () => edit((text) => text.replace("[0:0]", "[1:1]")), "drift-no-drift"],
  ])("says why not: %s", async (_, change, code) => {
    await confirm();
    change();
    await look();
    const before = await db.draft.findUnique({ where: { hostId } });
    await expect(acceptDrift(owner, { hostId })).rejects.toMatchObject({ code });
    expect(await db.draft.findUnique({ where: { hostId } })).toEqual(before);
  });
});

it("a viewer sees it and may do nothing about it", async () => {
  await confirm();
  await look();
  const viewer = actingAs("viewer");
  expect(await readDrift(viewer, { hostId })).not.toBeNull();
  const acts = [
    lookNow(viewer, { hostId }),
    acceptDrift(viewer, { hostId }),
    takeOthers(viewer, { hostId }),
    ignoreChain(viewer, { hostId, chain: "x", ignore: true }),
  ];
  for (const act of await Promise.allSettled(acts)) {
    expect(act).toMatchObject({ status: "rejected", reason: { code: "forbidden" } });
  }
});
