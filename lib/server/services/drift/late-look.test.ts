import { beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/lib/server/db/client";
import { pretendGateway } from "../fresh-panel";
import { setHostGateway } from "../host-gateway";
import { ServiceError } from "../service-error";
import { ignoreChain } from "./ignore-chain";
import { lookAtHost } from "./look-at-host";
import { drift, driftHost, found, hostId, look, owner, takeShown } from "./testing/drift-host";

/** Happens once, between the next comparison and the record of it. */
const meanwhile = vi.hoisted(() => ({ act: null as (() => Promise<unknown>) | null }));
vi.mock("./compare-live", async (original) => {
  const real = await original<typeof import("./compare-live")>();
  const compareLive: typeof real.compareLive = async (...asked) => {
    const { act } = meanwhile;
    meanwhile.act = null;
    const compared = await real.compareLive(...asked);
    await act?.();
    return compared;
  };
  return { ...real, compareLive };
});

const host = driftHost();
const scheduled = { afresh: false, why: "look" } as const;
const ignoreJail = () => ignoreChain(owner, { hostId, chain: "f2b-sshd", ignore: true });

beforeEach(() => {
  meanwhile.act = null;
});

describe("an older reading that is compared late takes nothing back from a newer look", () => {
  it("not what the host held right after the confirm", async () => {
    await host.confirm();
    host.openForOne();
    meanwhile.act = look;
    expect(await lookAtHost(hostId, scheduled)).toBe("looked");
    expect(await drift()).toMatchObject({ state: "drifted", own: "different" });
    expect(await found()).toEqual([{ state: "drifted" }]);
  });

  it("not what the last look read, when the rules of others are taken", async () => {
    await host.confirm();
    host.addJail();
    await look();
    host.openForOne();
    meanwhile.act = look;
    await takeShown();
    expect(await drift()).toMatchObject({ state: "drifted", own: "different", others: "equal" });
    await look();
    expect(await drift()).toMatchObject({ state: "drifted", others: "equal" });
  });

  it("but where the panel's clock was set back, a look from the future does not stop those of now", async () => {
    await host.confirm();
    await look();
    await db.drift.update({ where: { hostId }, data: { readAt: new Date(Date.now() + 86_400_000) } });
    host.openForOne();
    await look();
    expect(await drift()).toMatchObject({ state: "drifted" });
  });
});

describe("a look that was on its way", () => {
  beforeEach(async () => {
    await host.confirm();
    await look();
    host.addJail();
    await look();
    expect(await drift()).toMatchObject({ state: "others-changed" });
  });

  it.each([
    ["ignores the chain that was ignored meanwhile", ignoreJail],
    ["measures from the rules that were taken meanwhile", takeShown],
  ])("%s", async (_, act) => {
    meanwhile.act = act;
    await look();
    expect(await drift()).toMatchObject({ state: "same", others: "equal" });
    await look();
    expect(await drift()).toMatchObject({ state: "same", others: "equal" });
  });

  it("does so also where that came while the host was read", async () => {
    const inspect = async () => {
      await ignoreJail();
      return host.facts();
    };
    setHostGateway(pretendGateway({ inspect }));
    await look();
    expect(await drift()).toMatchObject({ state: "same", others: "equal" });
  });
});

describe("a look that fails late", () => {
  /** The host answers nothing once `before` was done; whoever reads it then is answered. */
  const silentAfter = (before: () => Promise<unknown>) => {
    const inspect = async () => {
      setHostGateway(pretendGateway({ inspect: async () => host.facts() }));
      await before();
      throw new ServiceError("host-timeout", "no answer", { status: 502, params: { stage: "connect" } });
    };
    setHostGateway(pretendGateway({ inspect }));
  };

  it("does not say that a host is unreadable that was read since", async () => {
    await host.confirm();
    await look();
    silentAfter(look);
    expect(await look()).toBe("looked");
    expect(await drift()).toMatchObject({ fault: null });
  });

  it("says nothing of the apply that came in between", async () => {
    await host.confirm();
    await look();
    silentAfter(async () => {
      await host.confirm();
      await look();
    });
    expect(await look()).toBe("busy");
    expect(await drift()).toMatchObject({ state: "same", apply: { number: 2 }, fault: null });
  });

  it("is no fault of the next confirm", async () => {
    await host.confirm();
    await look();
    silentAfter(async () => undefined);
    expect(await look()).toBe("unreadable");
    await host.confirm();
    await lookAtHost(hostId, scheduled);
    expect(await drift()).toMatchObject({ state: "same", apply: { number: 2 }, fault: null });
  });
});
