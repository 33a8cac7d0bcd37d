import Link from "next/link";
import type { LaneItem } from "@/lib/server/services/explain/explain-view";
import { CommandText } from "../ui/command-text";
import { Disclosure } from "../ui/disclosure";
import { explainHref } from "./explain-href";
import type { PathTools } from "./path-tools";

type Fold = Extract<LaneItem, { kind: "fold" }>;
type LaneFoldProps = Pick<PathTools, "t" | "explanation"> & { fold: Fold };

/** Rules that did not match, folded; each with the condition that failed. Long lists come in parts, each with an address. */
export function LaneFold({ t, explanation: { hostId, question }, fold }: LaneFoldProps) {
  const { count, misses, before, after, earlier, later, open } = fold;
  const more = (show: string, label: string) => (
    <Link
      href={explainHref(hostId, { ...question, show })}
      prefetch={false}
      scroll={false}
      className="text-accent underline underline-offset-2"
    >
      {label}
    </Link>
  );
  return (
    <li className="border-t first:border-t-0">
      {/* Another part of a list is another fold, so that it opens although this one was closed. */}
      <Disclosure
        key={`${before} ${open}`}
        title={t("path.fold", { count })}
        open={open}
        className="px-3 text-ink-3"
      >
        {earlier !== null && <p className="pb-1.5 text-12">{more(earlier, t("path.earlier"))}</p>}
        <ol className="list-decimal pb-2 pl-9 text-12 marker:font-mono marker:text-ink-3 [&_li]:mb-1 [&_li]:pl-1">
          {misses.map((miss) => (
            <li key={miss.number} value={miss.number}>
              <CommandText text={miss.text} className="text-ink-2" />
              <br />
              {t("path.failed")} <CommandText text={miss.failed} />
            </li>
          ))}
        </ol>
        {(before > 0 || after > 0) && (
          <p className="flex flex-wrap gap-x-2 pb-2 text-12 text-ink-3">
            {misses.length > 0 && t("path.cut", { first: before + 1, last: before + misses.length, count })}
            {later !== null && more(later, t("path.later"))}
          </p>
        )}
      </Disclosure>
    </li>
  );
}
