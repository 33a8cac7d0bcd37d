import { EventEmitter } from "node:events";

// The job and the routes run in different copies of this module; globalThis is what they share.
const shared = globalThis as typeof globalThis & { __sekishoApplyTopic?: EventEmitter };

function emitter(): EventEmitter {
  // Every open page listens; there is no sensible upper bound to warn at.
  shared.__sekishoApplyTopic ??= new EventEmitter().setMaxListeners(0);
  return shared.__sekishoApplyTopic;
}

/** Tells whoever watches an apply that its rows changed. Carries no data: watchers read the database. */
export function announceApply(applyId: string): void {
  emitter().emit(applyId);
}

/** Calls `listener` at each announcement; returns what ends it. */
export function onApply(applyId: string, listener: () => void): () => void {
  emitter().on(applyId, listener);
  return () => {
    emitter().off(applyId, listener);
  };
}
