import type { ReactNode } from "react";
import { cn } from "@/lib/client/class-names";
import { CopyButton } from "./copy-button";

type CodeBlockProps = {
  /** The text as it is, which is also what is copied. */
  code: string;
  /** What it is: "IPv4", "Run this on the VPS". */
  title?: ReactNode;
  /** Breaks long lines instead of scrolling; for one-line commands. */
  wrap?: boolean;
  className?: string;
};

/** Text for a machine, exactly; never coloured, always copyable. */
export function CodeBlock({ code, title, wrap = false, className }: CodeBlockProps) {
  return (
    <figure className={cn("min-w-0 overflow-hidden rounded-3 border border-line bg-sunken", className)}>
      <figcaption className="flex min-h-10 items-center justify-between gap-3 border-line border-b bg-raised py-1 pr-1.5 pl-3 text-13">
        <span className="min-w-0 truncate font-medium">{title}</span>
        <CopyButton text={code} />
      </figcaption>
      {/* Scrollable, so it must be reachable by keyboard. */}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs focus to be scrolled by keyboard
        tabIndex={0}
        className={cn(
          "max-h-[32rem] overflow-auto print:max-h-none print:overflow-visible print:whitespace-pre-wrap print:break-all px-3 py-2.5 font-mono text-12 leading-5 focus-visible:-outline-offset-2",
          wrap && "whitespace-pre-wrap break-all",
        )}
      >
        {code}
      </pre>
    </figure>
  );
}
