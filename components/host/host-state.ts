import {
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  FileWarning,
  GitCompareArrows,
  LogOut,
  type LucideIcon,
  RotateCcw,
  SearchX,
  ShieldAlert,
  Timer,
  Users,
} from "lucide-react";
import type { HostRow } from "@/lib/server/services/host/host-view";
import type { Tone } from "../ui/state-word";

/** The states that a host can be in, in the order of urgency. */
export const hostStates = [
  "rollback-failed",
  "unknown",
  "pending",
  "unreadable",
  "drift",
  "others-changed",
  "cannot-compare",
  "rolled-back",
  "refused",
  "not-inspected",
  "no-rules",
  "confirmed",
] as const;
/** `left`: nothing of ours is there any more; such a host is archived and in no list. */
export type HostState = (typeof hostStates)[number] | "left";

export const hostStateLooks: Readonly<Record<HostState, { tone: Tone; icon: LucideIcon }>> = {
  "rollback-failed": { tone: "failed", icon: ShieldAlert },
  unknown: { tone: "unknown", icon: CircleHelp },
  pending: { tone: "pending", icon: Timer },
  unreadable: { tone: "unknown", icon: FileWarning },
  drift: { tone: "drift", icon: GitCompareArrows },
  "others-changed": { tone: "drift", icon: Users },
  "cannot-compare": { tone: "unknown", icon: CircleHelp },
  "rolled-back": { tone: "rolled-back", icon: RotateCcw },
  refused: { tone: "refused", icon: CircleSlash },
  "not-inspected": { tone: "refused", icon: SearchX },
  "no-rules": { tone: "refused", icon: CircleDashed },
  confirmed: { tone: "confirmed", icon: CircleCheck },
  left: { tone: "refused", icon: LogOut },
};

/** What the columns of a host's row say together. */
export type HostStanding = Pick<HostRow, "pending" | "lastApply" | "lastConfirmed" | "inspectedAt" | "drift">;

/** What the last look at the live rules says; null: all is as confirmed, or nothing was looked at. */
function driftState(drift: HostRow["drift"]): HostState | null {
  if (drift === null) return null;
  if (drift.unreadableSince !== null) return "unreadable";
  switch (drift.state) {
    case "same":
      return null;
    case "drifted":
      return "drift";
    case "others-changed":
      return "others-changed";
    case "cannot-tell":
      return "cannot-compare";
  }
}

/** What is true of a host, from what it last proved; never from what was wished. */
export function hostStateOf(host: HostStanding): HostState {
  if (host.lastApply?.leave && host.lastApply.phase === "confirmed") return "left";
  if (host.pending) return host.pending.phase === "unknown" ? "unknown" : "pending";
  if (host.lastApply?.phase === "rollback_failed" || host.lastApply?.phase === "unknown") {
    return host.lastApply.phase === "unknown" ? "unknown" : "rollback-failed";
  }
  const drift = driftState(host.drift);
  if (drift !== null) return drift;
  switch (host.lastApply?.phase) {
    case "confirmed":
      return "confirmed";
    case "rolled_back":
      return "rolled-back";
    case "refused":
      // Refused leaves the host as it was: where rules are confirmed, they still hold.
      return host.lastConfirmed ? "confirmed" : "refused";
    default:
      return host.inspectedAt ? "no-rules" : "not-inspected";
  }
}
