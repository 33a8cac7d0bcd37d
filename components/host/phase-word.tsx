"use client";

import {
  CircleCheck,
  CircleHelp,
  CircleSlash,
  Hourglass,
  type LucideIcon,
  Radar,
  RotateCcw,
  ShieldAlert,
  Stethoscope,
  Timer,
  UserRoundCheck,
} from "lucide-react";
import { useTranslations } from "use-intl";
import type { Phase } from "@/lib/core/rollout/phase";
import { StateWord, type Tone } from "../ui/state-word";

/** How each phase looks, everywhere: one tone and one icon. The word is `common.phase.<phase>`. */
export const phaseLooks: Readonly<Record<Phase, { tone: Tone; icon: LucideIcon }>> = {
  queued: { tone: "pending", icon: Hourglass },
  inspecting: { tone: "pending", icon: Stethoscope },
  armed: { tone: "pending", icon: Timer },
  applied: { tone: "pending", icon: Timer },
  probing: { tone: "pending", icon: Radar },
  waiting: { tone: "pending", icon: UserRoundCheck },
  confirmed: { tone: "confirmed", icon: CircleCheck },
  refused: { tone: "refused", icon: CircleSlash },
  rolled_back: { tone: "rolled-back", icon: RotateCcw },
  rollback_failed: { tone: "failed", icon: ShieldAlert },
  unknown: { tone: "unknown", icon: CircleHelp },
};

/** The phase of an apply. */
export function PhaseWord({ phase, badge }: { phase: Phase; badge?: boolean }) {
  const t = useTranslations("common.phase");
  return <StateWord {...phaseLooks[phase]} word={t(phase)} badge={badge} />;
}
