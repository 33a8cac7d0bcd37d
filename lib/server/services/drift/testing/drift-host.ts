import { afterEach, beforeEach, vi } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { packLive } from "../../apply/live-text";
import { saveDraft } from "../../draft/save-draft";
import { startDraft } from "../../draft/start-draft";
import { actingAs, freshPanel, sampleFacts } from "../../fresh-panel";
import { saveNetwork } from "../../object/save-network";
import { readReview } from "../../review/read-review";
import { startRollout } from "../../rollout/start-rollout";
import { lookNow } from "../look-now";
import { readDrift } from "../read-drift";
import { takeOthers } from "../take-others";

export const owner = actingAs("owner");
export const hostId = "host-1";

function held(restore: string | null): string {
  const jumps = ["-A INPUT -j SEKISHO-IN", "-A FORWARD -j SEKISHO-FWD", "-A OUTPUT -j SEKISHO-OUT"];
  const rest = restore?.replace(/^#.*\n/gm, "").replace("*filter\n", "") ?? "";
  const heads = ":INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n";
  return `*filter\n${heads}${rest.replace("COMMIT", `${jumps.join("\n")}\nCOMMIT`)}`;
}

const opened =
  "-A SEKISHO-IN -s 203.0.113.50/32 -p tcp -m tcp --dport 3306 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT";
const ban = "-A INPUT -j f2b-sshd\n-A f2b-sshd -s 192.0.2.5/32 -j REJECT --reject-with icmp-port-unreachable";

/** A pretended host in a fresh panel, and what its live rules are found to be. */
export class DriftHost {
  /** What the host holds now. */
  live = plainLive();
  /** What it tells of itself beside that, or instead. */
  more: Partial<HostFacts> = {};
  /** How often it was read. */
  reads = 0;

  facts(): HostFacts {
    return sampleFacts({ live: this.live, ...this.more });
  }

  /** A web server for the customers is confirmed, as its job would leave it; answers the id of the apply. */
  async confirm(): Promise<string> {
    const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
    const body = startingBody("public-web-server");
    const purposes = body.purposes.map((purpose) => ({
      ...purpose,
      rules: purpose.rules.map((rule) => ({ ...rule, sources: rule.admin ? ["admin"] : ["customers"] })),
    }));
    await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
    return this.apply();
  }

  /** The draft is confirmed, while the host also holds what `others` adds to IPv4; answers the id of the apply. */
  async apply(others: (text: string) => string = (text) => text): Promise<string> {
    const { hash, restore4, restore6 } = await readReview(owner, { hostId });
    const { applyId } = await startRollout(owner, { hostId, hash });
    this.live = { ipv4: others(held(restore4)), ipv6: held(restore6) };
    const event = {
      id: `after-${applyId}`,
      applyId,
      sequence: 1_000,
      phase: "confirmed",
      kind: "live-after",
    };
    await db.applyEvent.create({ data: { ...event, live: packLive(this.live) } });
    await db.apply.update({ where: { id: applyId }, data: { phase: "confirmed", finishedAt: new Date() } });
    await db.job.updateMany({ data: { finishedAt: new Date() } });
    return applyId;
  }

  /** Somebody changes a rule of ours or of theirs, in IPv4. */
  edit(change: (text: string) => string): void {
    const next = change(this.live.ipv4);
    if (next === this.live.ipv4) throw new Error("nothing was changed");
    this.live = { ...this.live, ipv4: next };
  }

  /** Somebody lets one address reach a database, in our own chain. */
  openForOne(): void {
    this.edit((text) => text.replace(/(?=^-A SEKISHO-IN -p tcp)/m, `${opened}\n`));
  }

  closeForOne(): void {
    this.edit((text) => text.replace(`${opened}\n`, ""));
  }

  /** Another program puts a chain of its own, with a ban, in front of ours. */
  addJail(): void {
    this.edit((text) =>
      text
        .replace(":SEKISHO-IN", ":f2b-sshd - [0:0]\n:SEKISHO-IN")
        .replace("-A INPUT -j SEKISHO-IN", `${ban}\n-A INPUT -j SEKISHO-IN`),
    );
  }

  /** Another program puts a chain of its own in front of ours that no packet minds. */
  addEmptyChain(): void {
    this.edit((text) => text.replace(":SEKISHO-IN", ":empty - [0:0]\n:SEKISHO-IN"));
    this.edit((text) => text.replace("-A INPUT -j SEKISHO-IN", "-A INPUT -j empty\n-A INPUT -j SEKISHO-IN"));
  }
}

/** What a host without any rules holds. */
export function plainLive(): { ipv4: string; ipv6: string } {
  const { ipv4, ipv6 } = sampleFacts().live;
  return { ipv4: ipv4 ?? "", ipv6: ipv6 ?? "" };
}

/** For each test of a file: a fresh panel that knows one host. */
export function driftHost(): DriftHost {
  // A database of its own for each test: slow where several suites share a processor.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
  const host = new DriftHost();
  let panel: Awaited<ReturnType<typeof freshPanel>>;
  beforeEach(async () => {
    Object.assign(host, new DriftHost());
    panel = await freshPanel({
      inspect: async () => {
        host.reads++;
        return host.facts();
      },
    });
    const data = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
    await db.host.create({ data: { id: hostId, ...data } });
    await saveNetwork(owner, { name: "admin", entries: ["203.0.113.9"] });
    await saveNetwork(owner, { name: "customers", entries: ["192.0.2.0/27", "2001:db8:5::/48"] });
  });
  afterEach(() => panel.remove());
  return host;
}

export const look = () => lookNow(owner, { hostId });

export async function drift() {
  const view = await readDrift(owner, { hostId });
  if (view === null) throw new Error("not looked at");
  return view;
}

/** The rules of others are taken as they are shown now. */
export async function takeShown(): Promise<void> {
  await takeOthers(owner, { hostId, shown: (await drift()).changedHash });
}

/** What is on record of changes that the panel found. */
export async function found() {
  return (await db.audit.findMany({ where: { verb: "drift.found" } })).map(({ detail }) => detail);
}
