import type { World } from "../world";

export type FaultName =
  | "panel-killed"
  | "link-down"
  | "half-open"
  | "sshd-killed"
  | "rebooted"
  | "frozen"
  | "panel-clock"
  | "host-clock"
  | "disk-full"
  | "read-only"
  | "noexec"
  | "xtables-lock"
  | "second-panel"
  | "foreign-writer"
  | "jump-removed"
  | "confirm-reply-lost"
  | "database-locked"
  | "lossy-link"
  | "slow-link"
  | "script-killed"
  | "timer-killed";

/** A fault that has struck. */
export type Struck = {
  /** Mends it; null: it could not strike, so it does not count. */
  readonly heal: (() => Promise<void>) | null;
  /** Nobody gets in, or no rule can be loaded, before it is mended: time that is added to the deadline, and told. */
  readonly obstructs: boolean;
};

export type Fault = (world: World, variant: number) => Promise<Struck>;

/** For faults that are over once they have struck. */
export const nothingToMend = async () => {};
