import { cn } from "@/lib/client/class-names";

type CommandTextProps = { text: string; className?: string };

/** A rule or a packet as text. It wraps between words alone: at a hyphen, `--dports` would fall apart. */
export function CommandText({ text, className }: CommandTextProps) {
  return (
    <code className={cn("break-words font-mono text-12", className)}>
      {text.split(" ").map((word, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place
        <span key={at}>
          {at > 0 && " "}
          <span className="inline-block max-w-full">{word}</span>
        </span>
      ))}
    </code>
  );
}
