import { describe, expect, it } from "vitest";
import { db } from "@/lib/server/db/client";
import { actingAs, pretendGateway } from "../fresh-panel";
import { listHosts } from "../host/list-hosts";
import { setHostGateway } from "../host-gateway";
import { ServiceError } from "../service-error";
import { acceptDrift } from "./accept-drift";
import { findDue } from "./find-due";
import { ignoreChain } from "./ignore-chain";
import { lookAtHost } from "./look-at-host";
import { lookNow } from "./look-now";
import { readDrift } from "./read-drift";
import { readDriftMeaning } from "./read-drift-meaning";
import { takeOthers } from "./take-others";
import { drift, driftHost, found, hostId, look, owner, plainLive } from "./testing/drift-host";

const scheduled = { afresh: false, why: "look" } as const;
const host = driftHost();

describe("what the live rules are compared with", () => {
  it("is nothing before anything was confirmed", async () => {
    expect(await look()).toBe("nothing-to-compare");
    expect(await readDrift(owner, { hostId })).toBeNull();
    expect(await findDue(Date.now(), 0)).toEqual([]);
  });

  it("is nothing any more once the host was left", async () => {
    const applyId = await host.confirm();
    await look();
    await db.apply.update({ where: { id: applyId }, data: { leave: true } });
    host.live = plainLive();
    expect(await look()).toBe("nothing-to-compare");
    expect(await readDrift(owner, { hostId })).toBeNull();
    expect(await findDue(Date.now() + 3_600_000, 0)).toEqual([]);
  });

  it("is the last confirm: what the host held then is the first look, without a connection", async () => {
    const applyId = await host.confirm();
    host.reads = 0;
    expect(await findDue(Date.now(), 0)).toEqual([hostId]);
    expect(await lookAtHost(hostId, scheduled)).toBe("looked");
    expect(host.reads).toBe(0);
    expect(await drift()).toMatchObject({ state: "same", apply: { id: applyId, number: 1 }, fault: null });
    expect(await findDue(Date.now(), 0)).toEqual([]);
    expect(await found()).toEqual([]);
  });

  it("finds a rate that is counted for half the internet together", async () => {
    await host.confirm();
    const before = host.live.ipv4;
    host.edit((text) =>
      text.replace(/(-m hashlimit --hashlimit-above .*?)( -j DROP)/, "$1 --hashlimit-srcmask 1$2"),
    );
    expect(host.live.ipv4).not.toBe(before);
    await look();
    expect(await drift()).toMatchObject({ state: "drifted" });
  });

  it("is never an apply that is not over, and a look that it overtook is not kept", async () => {
    const applyId = await host.confirm();
    await look();
    await db.apply.update({ where: { id: applyId }, data: { phase: "probing" } });
    await expect(look()).rejects.toMatchObject({ code: "apply-pending" });
    expect(await lookAtHost(hostId, scheduled)).toBe("busy");
    expect(await findDue(Date.now() + 3_600_000, 0)).toEqual([]);
    await db.apply.update({ where: { id: applyId }, data: { phase: "confirmed" } });
    host.openForOne();
    const inspect = async () => {
      await db.apply.update({ where: { id: applyId }, data: { phase: "armed" } });
      return host.facts();
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
      return host.facts();
    };
    setHostGateway(pretendGateway({ inspect: undone }));
    expect(await lookAtHost(hostId, scheduled)).toBe("busy");
    expect(await db.drift.findUnique({ where: { hostId } })).toMatchObject({ state: "same" });
  });
});

describe("drift", () => {
  it("is no other wording, no other counter and no other order of rules that mean the same", async () => {
    await host.confirm();
    host.edit((text) => text.replaceAll(/^-A SEKISHO-IN/gm, "[3:99] -A SEKISHO-IN"));
    await look();
    expect(await drift()).toMatchObject({ state: "same", rewritten: false });
    host.edit((text) => text.replace("-m multiport --dports 80,443", "-m multiport --dports 443,80"));
    await look();
    expect(await drift()).toMatchObject({ state: "same", own: "equal", rewritten: true });
    expect(await found()).toEqual([]);
  });

  it("is a rule of ours that only logs, once it is gone: no packet's fate would tell it", async () => {
    await host.confirm();
    const log = /^-A SEKISHO-IN .*-j LOG .*\n/m;
    expect(host.live.ipv4).toMatch(log);
    host.edit((text) => text.replace(log, ""));
    await look();
    const [line = ""] = (await drift())?.lost ?? [];
    expect(line).toContain("-j LOG");
    expect(await drift()).toMatchObject({ state: "drifted", own: "different", rewritten: false });
  });

  it("is told with who gets in now, who could have done it, and since when; on record once", async () => {
    await host.confirm();
    await look();
    host.openForOne();
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
    await host.confirm();
    host.openForOne();
    await look();
    host.closeForOne();
    await look();
    expect(await drift()).toMatchObject({ state: "same" });
    expect(await found()).toEqual([{ state: "drifted" }, { state: "same" }]);
  });

  it("is a restart that brought nothing back: chains and jumps are gone", async () => {
    await host.confirm();
    host.live = plainLive();
    host.more = {
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
    host.more = { iptables6: "absent", live: { ipv4: host.live.ipv4, ipv6: null } };
    await host.confirm();
    host.more = { iptables6: "absent", live: { ipv4: host.live.ipv4, ipv6: null } };
    await look();
    expect(await drift()).toMatchObject({ state: "same" });
    host.more = {};
    host.live = { ...host.live, ipv6: plainLive().ipv6 };
    await look();
    expect(await drift()).toMatchObject({
      state: "drifted",
      clues: [{ kind: "ipv6-appeared" }, { kind: "by-hand" }],
    });
  });

  it("is not said where a table cannot be read: that is not known", async () => {
    await host.confirm();
    await look();
    host.more = { live: { ipv4: host.live.ipv4, ipv6: null } };
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
    await host.confirm();
    host.openForOne();
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
    setHostGateway(pretendGateway({ inspect: async () => host.facts() }));
    await look();
    expect((await drift()).fault).toBeNull();
  });

  it("is told also where it was never read since the confirm, and is tried again later, not at once", async () => {
    const applyId = await host.confirm();
    await db.$executeRawUnsafe(`DROP TRIGGER "ApplyEvent_no_delete"`);
    await db.applyEvent.deleteMany({ where: { applyId, kind: "live-after" } });
    silent();
    expect(await lookAtHost(hostId, scheduled)).toBe("unreadable");
    expect(await drift()).toMatchObject({ state: "cannot-tell", fault: { code: "host-timeout" } });
    expect(await findDue(Date.now() + 60_000, 0)).toEqual([]);
    expect(await findDue(Date.now() + 180_000, 0)).toEqual([hostId]);
  });
});

it("a viewer sees it and may do nothing about it", async () => {
  await host.confirm();
  await look();
  const viewer = actingAs("viewer");
  expect(await readDrift(viewer, { hostId })).not.toBeNull();
  const acts = [
    lookNow(viewer, { hostId }),
    acceptDrift(viewer, { hostId }),
    takeOthers(viewer, { hostId, shown: "" }),
    ignoreChain(viewer, { hostId, chain: "x", ignore: true }),
  ];
  for (const act of await Promise.allSettled(acts)) {
    expect(act).toMatchObject({ status: "rejected", reason: { code: "forbidden" } });
  }
});
