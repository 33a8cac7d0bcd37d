import {
  Ban,
  CircleCheck,
  CircleHelp,
  CircleSlash,
  Ear,
  type LucideIcon,
  Plug,
  SearchX,
  ShieldAlert,
  TimerOff,
  TriangleAlert,
  Unplug,
  Wrench,
} from "lucide-react";
import type { ExpectedOutcome, SeenOutcome } from "@/lib/core/checks/check";
import type { Judgement } from "@/lib/core/checks/judge-check";
import type { Tone } from "../ui/state-word";

/** What was meant and what was seen: shape first, and one colour for what gets through. */
export const outcomeLooks: Readonly<
  Record<SeenOutcome | ExpectedOutcome, { icon: LucideIcon; look: string }>
> = {
  works: { icon: CircleCheck, look: "text-confirmed" },
  connected: { icon: Plug, look: "text-ink" },
  refused: { icon: Ban, look: "text-ink" },
  silent: { icon: TimerOff, look: "text-ink-2" },
  unreachable: { icon: Unplug, look: "text-ink" },
  "no-route": { icon: Unplug, look: "text-ink-2" },
  "cannot-resolve": { icon: SearchX, look: "text-ink-2" },
  "no-tool": { icon: Wrench, look: "text-ink-2" },
  unread: { icon: CircleHelp, look: "text-unknown" },
  "cannot-tell": { icon: CircleHelp, look: "text-unknown" },
};

export const judgementLooks: Readonly<Record<Judgement, { icon: LucideIcon; tone: Tone }>> = {
  "less-protected": { icon: ShieldAlert, tone: "drift" },
  "more-closed": { icon: TriangleAlert, tone: "drift" },
  "answers-otherwise": { icon: TriangleAlert, tone: "pending" },
  "cannot-tell": { icon: CircleHelp, tone: "unknown" },
  "not-tried": { icon: CircleSlash, tone: "refused" },
  "other-side": { icon: CircleSlash, tone: "refused" },
  "nothing-listens": { icon: Ear, tone: "refused" },
  agrees: { icon: CircleCheck, tone: "confirmed" },
};
