import { Fragment } from "react";
import { cn } from "@/lib/client/class-names";

type CommandTextProps = { text: string; className?: string };

/** A rule or a packet as text. It wraps between words alone: at a hyphen, `--dports` would fall apart. */
export function CommandText({ text, className }: CommandTextProps) {
  return (
    <code
      className={cn("break-words font-mono text-12 [&>span]:inline-block [&>span]:max-w-full", className)}
    >
      {text.split(" ").map((word, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place
        <Fragment key={at}>
          {at > 0 && " "}
          <span>{word}</span>
        </Fragment>
      ))}
    </code>
  );
}
