import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/client/class-names";
import { type Tone, toneGround, toneText } from "./state-word";

export type CalloutKind = "error" | "warning" | "notice" | "success";

const looks: Readonly<Record<CalloutKind, { tone: Tone | null; icon: LucideIcon }>> = {
  error: { tone: "failed", icon: CircleAlert },
  warning: { tone: "pending", icon: TriangleAlert },
  notice: { tone: null, icon: Info },
  success: { tone: "confirmed", icon: CircleCheck },
};

type CalloutProps = {
  kind: CalloutKind;
  title?: ReactNode;
  /** What to do about it. */
  actions?: ReactNode;
  /** Read out at once: for what has just gone wrong. */
  announce?: boolean;
  className?: string;
  children?: ReactNode;
};

/** Something that the reader must know before going on: what happened, why, what to do. */
export function Callout({ kind, title, actions, announce = false, className, children }: CalloutProps) {
  const { tone, icon: Icon } = looks[kind];
  return (
    <div
      role={announce ? "alert" : undefined}
      className={cn(
        "flex gap-3 rounded-3 border px-3.5 py-3",
        tone ? toneGround[tone] : "border-line-strong bg-sunken",
        className,
      )}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4.5 shrink-0", tone ? toneText[tone] : "text-ink-2")} />
      <div className="min-w-0 flex-1">
        {title && <p className="font-semibold text-14">{title}</p>}
        {children && <div className="max-w-prose text-14 text-ink-2">{children}</div>}
        {actions && <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
