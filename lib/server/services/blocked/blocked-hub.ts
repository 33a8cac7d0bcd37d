import type { BlockedFrame } from "@/lib/core/blocked/blocked-entry";
import { addEntries, type BlockedGroups, noGroups } from "@/lib/core/blocked/group-entries";
import type { HostGateway } from "../host-gateway";
import { type HostHub, makeHostHub, type Sight } from "../live/host-hub";

/** What the log of a host said since somebody looks; a log that is kept also tells what was before. */
export type BlockedSeen = {
  readonly log: Pick<BlockedFrame, "reader" | "reason"> | null;
  /** Of the host, in seconds, at `readAt` of the panel's clock. */
  readonly uptime: number;
  readonly readAt: Date | null;
  readonly groups: BlockedGroups;
};

export type BlockedHub = HostHub<BlockedSeen>;

/** A log that is kept is read from its beginning each time: its lines have numbers, and each counts once. */
export function blockedSight(): Sight<BlockedFrame, BlockedSeen> {
  let boot: string | null = null;
  let last = -1;
  return {
    nothing: { log: null, uptime: 0, readAt: null, groups: noGroups },
    take: (before, { uptime, bootId, reader, reason, entries }, readAt) => {
      const restarted = boot !== null && boot !== bootId;
      if (restarted) last = -1;
      boot = bootId;
      const fresh = entries.filter(({ sequence }) => {
        if (sequence === null) return true;
        if (sequence <= last) return false;
        last = sequence;
        return true;
      });
      const groups = addEntries(restarted ? noGroups : before.groups, fresh);
      return { log: { reader, reason }, uptime, readAt, groups };
    },
  };
}

type HubTools = {
  readonly watch: HostGateway["watchBlocked"];
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => Date;
};

/** Shares one session a host among all who look at its blocked log. */
export function makeBlockedHub(tools: HubTools): BlockedHub {
  return makeHostHub({ ...tools, sight: blockedSight });
}
