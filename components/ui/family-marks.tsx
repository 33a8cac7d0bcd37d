import { cn } from "@/lib/client/class-names";
import type { Family } from "@/lib/core/net/family";

/** Which families something is about: two small marks, the missing one faint. */
export function FamilyMarks({ families }: { families: readonly Family[] }) {
  return (
    <span className="inline-flex gap-0.5 font-mono text-12">
      {([4, 6] as const).map((family) => (
        <span
          key={family}
          className={cn(
            "rounded-1 border px-1 leading-4",
            families.includes(family)
              ? "border-line-strong text-ink-2"
              : "border-transparent text-ink-3 line-through",
          )}
          aria-hidden={families.includes(family) ? undefined : true}
        >
          {`v${family}`}
        </span>
      ))}
    </span>
  );
}
