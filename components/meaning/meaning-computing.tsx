import { LoaderCircle } from "lucide-react";

/** Stands where the answer will; not seen where it comes at once. */
export function MeaningComputing({ text }: { text: string }) {
  return (
    <p
      role="status"
      aria-busy
      className="flex min-h-16 animate-late items-center gap-2 rounded-3 border bg-raised px-3.5 text-13 text-ink-2"
    >
      <LoaderCircle aria-hidden className="size-4 animate-turn" />
      {text}
    </p>
  );
}
