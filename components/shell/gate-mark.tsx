import { cn } from "@/lib/client/class-names";

/** The mark: a barrier gate on the old road; two posts, a beam, and a way through. */
export function GateMark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" fill="none" className={cn("size-7", className)}>
      <path d="M3 8.5h26" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
      <path d="M8 8v20M24 8v20" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
      <path d="M8 15h16" stroke="currentColor" strokeWidth="2" />
      <path
        d="M13 20v8M19 20v8"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        className="text-accent"
      />
    </svg>
  );
}
