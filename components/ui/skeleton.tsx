import { cn } from "@/lib/client/class-names";

/** The place of something that takes longer than 300 ms; before that nothing is shown. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-late rounded-2 bg-sunken", className)} />;
}
