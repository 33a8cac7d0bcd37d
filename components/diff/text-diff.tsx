"use client";

import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import { Disclosure } from "../ui/disclosure";
import { countChanges, type DiffLine, diffTexts, foldEqual } from "./diff-rows";

/** Two texts line by line; the mark in front says what changed, the ground only helps the eye. */
export function TextDiff({ left, right, label }: { left: string; right: string; label: string }) {
  const t = useTranslations("review.diff");
  const lines = diffTexts(left, right);
  const { added, removed } = countChanges(lines);
  return (
    <figure className="min-w-0 overflow-hidden rounded-3 border border-line bg-sunken">
      <figcaption className="flex flex-wrap gap-x-3 border-line border-b bg-raised px-3 py-2 text-13">
        <span className="font-medium">{label}</span>
        <span className="text-ink-2">
          {added + removed === 0 ? t("same") : t("counts", { added, removed })}
        </span>
      </figcaption>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region needs focus to be scrolled by keyboard
        tabIndex={0}
        aria-label={label}
        className="max-h-[32rem] overflow-auto print:max-h-none print:overflow-visible py-1 font-mono text-12 leading-5 focus-visible:-outline-offset-2"
      >
        {foldEqual(lines).map((block) => {
          const first = block.lines[0];
          const key = `${first?.left ?? ""}:${first?.right ?? ""}`;
          return block.kind === "folded" ? (
            <Disclosure
              key={key}
              title={t("folded", { count: block.lines.length })}
              className="font-sans [&>summary]:px-1.5"
            >
              <Lines lines={block.lines} />
            </Disclosure>
          ) : (
            <Lines key={key} lines={block.lines} />
          );
        })}
      </section>
    </figure>
  );
}

function Lines({ lines }: { lines: readonly DiffLine[] }) {
  const t = useTranslations("review.diff");
  return (
    <div className="w-max min-w-full font-mono print:w-auto">
      {lines.map((line) => (
        <div
          key={`${line.left ?? ""}:${line.right ?? ""}`}
          className={cn(
            "grid grid-cols-[1.75rem_minmax(0,1fr)] whitespace-pre pr-3 print:whitespace-pre-wrap print:break-all",
            line.mark === "+" && "bg-accent-soft",
            line.mark === "-" && "bg-refused-soft text-ink-2",
          )}
        >
          <span className="select-none text-center font-semibold" aria-hidden>
            {line.mark === "-" ? "−" : line.mark}
          </span>
          <span>
            {line.mark !== " " && (
              <span className="sr-only">{t(line.mark === "+" ? "added" : "removed")}</span>
            )}
            {line.text}
          </span>
        </div>
      ))}
    </div>
  );
}
