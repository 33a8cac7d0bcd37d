import { connectTimeout } from "@/lib/core/rollout/timing";
import type { HostConnector, HostSession, HostTarget } from "@/lib/server/hosts/session";

/** What a connection is kept for: the load may use that of the inspection, the confirm that of the proof. */
export type Purpose = "load" | "proof";

/** The connections of one apply. The two purposes never share one: a proof needs a connection made after the load. */
export type Sessions = {
  /** A new connection, kept for `keep` in place of the one that was there. Throws `ConnectError`. */
  open(keep: Purpose | null): Promise<HostSession>;
  /** The kept one, or a new one. */
  take(purpose: Purpose): Promise<HostSession>;
  /** Closes what is kept for a purpose. */
  drop(purpose: Purpose): void;
  closeAll(): void;
};

/** Opens and keeps connections to one host; `target` is asked anew each time, so that secrets are not held. */
export function sessionsTo(connector: HostConnector, target: () => Promise<HostTarget>): Sessions {
  const kept = new Map<Purpose, HostSession>();
  const all = new Set<HostSession>();
  let closed = false;
  const drop = (purpose: Purpose) => {
    const session = kept.get(purpose);
    kept.delete(purpose);
    if (session === undefined) return;
    session.close();
    all.delete(session);
  };
  const open = async (keep: Purpose | null) => {
    const session = await connector.connect(await target(), connectTimeout);
    if (closed) {
      session.close();
      throw new Error("the panel stops");
    }
    all.add(session);
    if (keep !== null) {
      drop(keep);
      kept.set(keep, session);
    }
    return session;
  };
  return {
    open,
    take: async (purpose) => kept.get(purpose) ?? open(purpose),
    drop,
    closeAll() {
      closed = true;
      for (const session of all) session.close();
      all.clear();
      kept.clear();
    },
  };
}
