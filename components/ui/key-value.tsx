import type { ReactNode } from "react";
import { cn } from "@/lib/client/class-names";

export type KeyValueItem = { label: string; value: ReactNode; mono?: boolean };

/** Facts in two columns. */
export function KeyValue({ items, className }: { items: readonly KeyValueItem[]; className?: string }) {
  return (
    <dl
      className={cn(
        "grid content-start grid-cols-[minmax(6rem,max-content)_minmax(0,1fr)] text-13",
        className,
      )}
    >
      {items.map((item) => (
        <div
          key={item.label}
          className="col-span-2 grid grid-cols-subgrid gap-x-4 border-line border-b py-1.5 last:border-0"
        >
          <dt className="text-ink-3">{item.label}</dt>
          <dd className={cn("min-w-0 break-words", item.mono && "font-mono")}>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
