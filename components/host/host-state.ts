import {
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  type LucideIcon,
  RotateCcw,
  SearchX,
  ShieldAlert,
  Timer,
} from "lucide-react";
import type { HostRow } from "@/lib/server/services/host/host-view";
import type { Tone } from "../ui/state-word";

/** The states that a host can be in, in the order of urgency. */
export const hostStates = [
  "rollback-failed",
  "unknown",
  "pending",
  "rolled-back",
  "refused",
  "not-inspected",
  "no-rules",
  "confirmed",
] as const;
export type HostState = (typeof hostStates)[number];

export const hostStateLooks: Readonly<Record<HostState, { tone: Tone; icon: LucideIcon }>> = {
  "rollback-failed": { tone: "failed", icon: ShieldAlert },
  unknown: { tone: "unknown", icon: CircleHelp },
  pending: { tone: "pending", icon: Timer },
  "rolled-back": { tone: "rolled-back", icon: RotateCcw },
  refused: { tone: "refused", icon: CircleSlash },
  "not-inspected": { tone: "refused", icon: SearchX },
  "no-rules": { tone: "refused", icon: CircleDashed },
  confirmed: { tone: "confirmed", icon: CircleCheck },
};

/** What is true of a host, from what it last proved; never from what was wished. */
export function hostStateOf(
  host: Pick<HostRow, "pending" | "lastApply" | "lastConfirmed" | "inspectedAt">,
): HostState {
  if (host.pending) return host.pending.phase === "unknown" ? "unknown" : "pending";
  switch (host.lastApply?.phase) {
    case "confirmed":
      return "confirmed";
    case "rolled_back":
      return "rolled-back";
    case "rollback_failed":
      return "rollback-failed";
    case "unknown":
      return "unknown";
    case "refused":
      // Refused leaves the host as it was: where rules are confirmed, they still hold.
      return host.lastConfirmed ? "confirmed" : "refused";
    default:
      return host.inspectedAt ? "no-rules" : "not-inspected";
  }
}
