import type { LucideIcon } from "lucide-react";
import { cn } from "@/lib/client/class-names";

/** The reserved colours: what they mean is in look.md's words, one each. */
export type Tone = "confirmed" | "pending" | "rolled-back" | "refused" | "drift" | "unknown" | "failed";

export const toneText: Readonly<Record<Tone, string>> = {
  confirmed: "text-confirmed",
  pending: "text-pending",
  "rolled-back": "text-rolled-back",
  refused: "text-refused",
  drift: "text-drift",
  unknown: "text-unknown",
  failed: "text-failed",
};

export const toneGround: Readonly<Record<Tone, string>> = {
  confirmed: "bg-confirmed-soft border-confirmed/40",
  pending: "bg-pending-soft border-pending/40",
  "rolled-back": "bg-rolled-back-soft border-rolled-back/40",
  refused: "bg-refused-soft border-refused/40",
  drift: "bg-drift-soft border-drift/40",
  unknown: "bg-unknown-soft border-unknown/40",
  failed: "bg-failed-soft border-failed/40",
};

type StateWordProps = {
  tone: Tone;
  icon: LucideIcon;
  /** The word; colour alone never says it. */
  word: string;
  /** Larger, on a ground of its own; for the head of a page. */
  badge?: boolean;
  className?: string;
};

/** A state: icon and word in its colour. */
export function StateWord({ tone, icon: Icon, word, badge = false, className }: StateWordProps) {
  return (
    <span
      className={cn(
        "inline-flex gap-1.5 whitespace-nowrap font-medium text-13",
        toneText[tone],
        // In a line of text it is the word that stands on the line, not the icon.
        badge
          ? cn("h-7 items-center rounded-full border px-2.5 align-middle", toneGround[tone])
          : "items-baseline",
        className,
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0 self-center" />
      {word}
    </span>
  );
}
