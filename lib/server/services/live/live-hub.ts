import type { LiveFrame, RuleCount } from "@/lib/core/live/live-frame";
import type { HostGateway } from "../host-gateway";
import { isServiceError } from "../service-error";
import { type SeenSocket, seenSockets } from "./seen-sockets";

/** Between two tries to reach a host that was lost. */
const pauses = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

export type LiveStatus =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** Tried again at `retryAt`; until then what is known is old. */
  | {
      readonly kind: "lost";
      readonly code: string;
      readonly params: Readonly<Record<string, string | number>>;
      readonly retryAt: Date;
    };

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

/** All that is known of a host at one moment. Parts that did not change are the same objects. */
export type LiveSnapshot = {
  readonly version: number;
  readonly status: LiveStatus;
  readonly sockets: LiveSockets | null;
  readonly counts: LiveCounts | null;
};

type HubTools = {
  readonly watch: HostGateway["watchLive"];
  /** Settles after so many milliseconds, or when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => Date;
};

/** One host that somebody looks at. */
class Channel {
  snapshot: LiveSnapshot = { version: 0, status: { kind: "connecting" }, sockets: null, counts: null };
  readonly viewers = new Set<symbol>();
  readonly ending = new AbortController();
  private readonly waiting = new Set<() => void>();
  private readonly see = seenSockets();

  constructor(private readonly now: () => Date) {}

  publish(change: Partial<Omit<LiveSnapshot, "version">>): void {
    this.snapshot = { ...this.snapshot, ...change, version: this.snapshot.version + 1 };
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  take({ uptime, source, more, sockets, counts }: LiveFrame): void {
    const readAt = this.now();
    this.publish({
      status: { kind: "live" },
      sockets: { uptime, source, more, readAt, sockets: this.see(sockets, uptime) },
      ...(counts && { counts: { uptime, readAt, rules: counts } }),
    });
  }

  /** Settles at the next change, or when the signal aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener("abort", wake);
      if (signal.aborted) wake();
    });
  }
}

export type LiveHub = {
  /**
   * What is known of a host: at once, then after each change, until `signal` aborts. Who is slow gets what is newest, and
   * nothing in between. The first viewer opens the one session, the last one who leaves closes it.
   */
  view(hostId: string, signal: AbortSignal): AsyncGenerator<LiveSnapshot>;
};

/** Shares one session a host among all who look. */
export function makeLiveHub({ watch, pause, now }: HubTools): LiveHub {
  const channels = new Map<string, Channel>();
  // A session that is being closed still counts: the next one waits for its end.
  const ended = new Map<string, Promise<void>>();

  async function run(channel: Channel, hostId: string, before: Promise<void> | undefined): Promise<void> {
    const { signal } = channel.ending;
    let tries = 0;
    await before;
    while (!signal.aborted) {
      let fault: unknown = null;
      try {
        await watch(hostId, {
          signal,
          onFrame: (frame) => {
            tries = 0;
            channel.take(frame);
          },
        });
      } catch (error) {
        fault = error;
      }
      if (signal.aborted) return;
      if (fault !== null && !isServiceError(fault)) console.error(`live ${hostId}:`, fault);
      const { code, params } = isServiceError(fault) ? fault : { code: "live-lost", params: {} };
      const wait = pauses[Math.min(tries, pauses.length - 1)] ?? 0;
      tries += 1;
      channel.publish({
        status: { kind: "lost", code, params, retryAt: new Date(now().getTime() + wait) },
      });
      await pause(wait, signal);
    }
  }

  function open(hostId: string): Channel {
    const channel = new Channel(now);
    channels.set(hostId, channel);
    const done = run(channel, hostId, ended.get(hostId)).finally(() => {
      if (ended.get(hostId) === done) ended.delete(hostId);
    });
    ended.set(hostId, done);
    return channel;
  }

  function leave(hostId: string, channel: Channel, viewer: symbol): void {
    if (!channel.viewers.delete(viewer) || channel.viewers.size > 0) return;
    if (channels.get(hostId) === channel) channels.delete(hostId);
    channel.ending.abort();
  }

  return {
    async *view(hostId, signal) {
      if (signal.aborted) return;
      const channel = channels.get(hostId) ?? open(hostId);
      const viewer = Symbol(hostId);
      channel.viewers.add(viewer);
      // Not only at the end of this function: who never asks again would be waited for.
      const off = () => leave(hostId, channel, viewer);
      signal.addEventListener("abort", off);
      try {
        let seen = -1;
        while (!signal.aborted) {
          const { snapshot } = channel;
          if (snapshot.version === seen) {
            await channel.changed(signal);
            continue;
          }
          seen = snapshot.version;
          yield snapshot;
        }
      } finally {
        signal.removeEventListener("abort", off);
        off();
      }
    },
  };
}
