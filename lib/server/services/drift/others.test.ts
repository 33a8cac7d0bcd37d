import { describe, expect, it } from "vitest";
import { db } from "@/lib/server/db/client";
import { ignoreChain } from "./ignore-chain";
import { readDriftMeaning } from "./read-drift-meaning";
import { takeOthers } from "./take-others";
import { drift, driftHost, hostId, look, owner, takeShown } from "./testing/drift-host";

const host = driftHost();

/** A rule of others in front of ours. */
const lettingIn = (address: string) => (text: string) =>
  text.replace("-A INPUT -j SEKISHO-IN", `-A INPUT -s ${address}/32 -j ACCEPT\n-A INPUT -j SEKISHO-IN`);

describe("rules of others", () => {
  it("that change what packets meet are told apart from ours, by chain", async () => {
    await host.confirm();
    host.addJail();
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
    await host.confirm();
    host.addEmptyChain();
    await look();
    expect(await drift()).toMatchObject({ state: "same", others: "equal" });
  });

  it("in a chain that is ignored are not told, until it is looked at again; both are on record", async () => {
    await host.confirm();
    host.addJail();
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
    host.addEmptyChain();
    await look();
    expect(await drift()).toMatchObject({ state: "same", others: "equal", changed: [{ chain: "INPUT" }] });
    host.openForOne();
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
    await host.confirm();
    await look();
    for (const chain of ["INPUT", "SEKISHO-IN", "nobody-knows"]) {
      await expect(ignoreChain(owner, { hostId, chain, ignore: true })).rejects.toMatchObject({
        code: "no-foreign-chain",
      });
    }
  });

  it("are told over the next confirm, too: rules that were put back take nothing", async () => {
    await host.confirm();
    await look();
    host.edit(lettingIn("203.0.113.66"));
    host.openForOne();
    await look();
    expect(await drift()).toMatchObject({ state: "drifted", own: "different", others: "different" });
    await host.apply(lettingIn("203.0.113.66"));
    await look();
    expect(await drift()).toMatchObject({ state: "others-changed", own: "equal" });
    await takeShown();
    expect(await drift()).toMatchObject({ state: "same" });
    await host.apply(lettingIn("203.0.113.66"));
    await look();
    expect(await drift()).toMatchObject({ state: "same" });
  });

  it("are taken only as they were shown: what came since is neither taken nor lost", async () => {
    await host.confirm();
    host.edit(lettingIn("203.0.113.66"));
    await look();
    const { changedHash: shown } = await drift();
    host.edit((text) => text.replace("203.0.113.66", "203.0.113.67"));
    await look();
    await expect(takeOthers(owner, { hostId, shown })).rejects.toMatchObject({ code: "others-moved" });
    expect(await drift()).toMatchObject({ state: "others-changed" });
  });

  it("can be taken as they are: only what changes after that is told", async () => {
    await host.confirm();
    host.edit(lettingIn("203.0.113.66"));
    await look();
    expect(await drift()).toMatchObject({ state: "others-changed" });
    await takeShown();
    expect(await drift()).toMatchObject({ state: "same" });
    await look();
    expect(await drift()).toMatchObject({ state: "same" });
    host.edit((text) => text.replace("203.0.113.66", "203.0.113.67"));
    await look();
    expect(await drift()).toMatchObject({ state: "others-changed" });
  });
});
