import type { HostGateway } from "../host-gateway";
import { isServiceError } from "../service-error";

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

/** All that is known of a host at one moment. Parts that did not change are the same objects. */
export type HubSnapshot<Seen extends object> = Seen & {
  readonly version: number;
  readonly status: LiveStatus;
};

/** What was seen of one host: before the first frame, and how each frame changes it. */
export type Sight<Frame, Seen extends object> = {
  readonly nothing: Seen;
  readonly take: (seen: Seen, frame: Frame, readAt: Date) => Seen;
};

/** What is shared: a session of the gateway that hands on frames, and what is made of them. */
type HubTools<Frame, Seen extends object> = {
  /** Opens one session, and settles when it has ended. */
  readonly watch: (
    hostId: string,
    options: { readonly onFrame: (frame: Frame) => void; readonly signal: AbortSignal },
  ) => ReturnType<HostGateway["watchLive"]>;
  /** Made anew for each host that somebody begins to look at. */
  readonly sight: () => Sight<Frame, Seen>;
  /** Settles after so many milliseconds, or when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly now: () => Date;
};

/** One host that somebody looks at. */
class Channel<Frame, Seen extends object> {
  readonly viewers = new Set<symbol>();
  readonly ending = new AbortController();
  snapshot: HubSnapshot<Seen>;
  private readonly waiting = new Set<() => void>();
  private seen: Seen;

  constructor(
    private readonly sight: Sight<Frame, Seen>,
    private readonly now: () => Date,
  ) {
    this.seen = sight.nothing;
    this.snapshot = { ...this.seen, version: 0, status: { kind: "connecting" } };
  }

  publish(status: LiveStatus): void {
    this.snapshot = { ...this.seen, version: this.snapshot.version + 1, status };
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  take(frame: Frame): void {
    this.seen = this.sight.take(this.seen, frame, this.now());
    this.publish({ kind: "live" });
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

export type HostHub<Seen extends object> = {
  /**
   * What is known of a host: at once, then after each change, until `signal` aborts. Who is slow gets what is newest, and
   * nothing in between. The first viewer opens the one session, the last one who leaves closes it.
   */
  view(hostId: string, signal: AbortSignal): AsyncGenerator<HubSnapshot<Seen>>;
};

/** Shares one session a host among all who look. */
export function makeHostHub<Frame, Seen extends object>({
  watch,
  sight,
  pause,
  now,
}: HubTools<Frame, Seen>): HostHub<Seen> {
  const channels = new Map<string, Channel<Frame, Seen>>();
  // A session that is being closed still counts: the next one waits for its end.
  const ended = new Map<string, Promise<void>>();

  async function run(channel: Channel<Frame, Seen>, hostId: string, before: Promise<void> | undefined) {
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
      channel.publish({ kind: "lost", code, params, retryAt: new Date(now().getTime() + wait) });
      await pause(wait, signal);
    }
  }

  function open(hostId: string): Channel<Frame, Seen> {
    const channel = new Channel(sight(), now);
    channels.set(hostId, channel);
    const done = run(channel, hostId, ended.get(hostId)).finally(() => {
      if (ended.get(hostId) === done) ended.delete(hostId);
    });
    ended.set(hostId, done);
    return channel;
  }

  function leave(hostId: string, channel: Channel<Frame, Seen>, viewer: symbol): void {
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
