import type { LiveFrame, RuleCount } from "@/lib/core/live/live-frame";
import type { HostGateway } from "../host-gateway";
import { type HostHub, type HubSnapshot, makeHostHub, type Sight } from "./host-hub";
import { type SeenSocket, seenSockets } from "./seen-sockets";

/** What a frame said of sockets. */
export type LiveSockets = Pick<LiveFrame, "uptime" | "source" | "more"> & {
  readonly readAt: Date;
  readonly sockets: readonly SeenSocket[];
};

/** What the rules of our chains had counted at one moment. */
export type LiveCounts = {
  readonly uptime: number;
  readonly readAt: Date;
  readonly rules: readonly RuleCount[];
};

type LiveSeen = { readonly sockets: LiveSockets | null; readonly counts: LiveCounts | null };

/** What is open on a host at one moment, and what its rules have counted. */
export type LiveSnapshot = HubSnapshot<LiveSeen>;

export type LiveHub = HostHub<LiveSeen>;

function sight(): Sight<LiveFrame, LiveSeen> {
  const see = seenSockets();
  return {
    nothing: { sockets: null, counts: null },
    take: (before, { uptime, source, more, sockets, counts }, readAt) => ({
      sockets: { uptime, source, more, readAt, sockets: see(sockets, uptime) },
      counts: counts === null ? before.counts : { uptime, readAt, rules: counts },
    }),
  };
}

type HubTools = {
  readonly watch: HostGateway["watchLive"];
  /** Settles after so many milliseconds, or when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => Date;
};

/** Shares one session a host among all who look at its connections. */
export function makeLiveHub(tools: HubTools): LiveHub {
  return makeHostHub({ ...tools, sight });
}
