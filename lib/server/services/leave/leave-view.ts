import type { PendingApply } from "../host/host-view";
import type { LockoutView } from "../review/review-view";

/** What leaving a host means, before anything happens. */
export type LeaveView = {
  readonly hostId: string;
  readonly hostName: string;
  readonly kind: "ssh" | "practice";
  /** Whether a new SSH connection of the panel would get in without our rules. */
  readonly lockout: LockoutView;
  readonly panelAddress: string | null;
  /** Number of the apply whose rules go. */
  readonly number: number;
  readonly pending: PendingApply | null;
};
