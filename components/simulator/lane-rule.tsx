import type { ReactNode } from "react";
import { cn } from "@/lib/client/class-names";
import type { LaneView as Lane, LaneItem } from "@/lib/server/services/explain/explain-view";
import { OriginLine } from "./origin-line";
import type { PathTools } from "./path-tools";
import { RuleWords } from "./rule-words";

type RuleItem = Extract<LaneItem, { kind: "rule" }>;
type LaneRuleProps = PathTools & {
  item: RuleItem;
  owner: Lane["owner"];
  /** The chain that the rule led into. */
  children?: ReactNode;
};

/** A rule that matched, or may match. */
export function LaneRule({ item, owner, children, t, common, explanation }: LaneRuleProps) {
  const { rule, matched, passing, open, deciding } = item;
  const doubt = matched === "maybe" && !passing;
  return (
    <li className="border-t first:border-t-0">
      <div
        className={cn(
          "grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-2 border-transparent border-l-3 px-3 py-2",
          deciding && (matched === "maybe" ? "border-unknown bg-unknown-soft" : "border-ink bg-sunken"),
        )}
      >
        <span className="pt-px text-right font-mono text-12 text-ink-3">
          <span className="sr-only">{t("path.number", { number: rule.number })}</span>
          <span aria-hidden>{rule.number}</span>
        </span>
        <div className="min-w-0">
          <div className="flex flex-wrap items-baseline justify-between gap-x-3">
            <div className="min-w-0 flex-1 basis-64">
              <RuleWords t={t} rule={rule} strong={deciding} />
            </div>
            <p className="flex flex-wrap gap-x-1.5 text-12">
              <span
                className={cn(deciding && "font-medium", doubt ? "text-unknown" : !deciding && "text-ink-3")}
              >
                {t(`path.matched.${wordFor(item)}`)}
              </span>
              {!rule.own && owner === "built-in" && (
                <span className="rounded-1 border border-line-strong px-1 text-ink-3">
                  {t("origin.foreign")}
                </span>
              )}
            </p>
          </div>
          {doubt && (
            <p className="text-12 text-unknown">
              {t("path.open")} <code className="break-words font-mono">{open.join(" · ")}</code>
            </p>
          )}
          {/* Of the rule that decides the answer above has told it. */}
          {!deciding && <OriginLine t={t} common={common} hostId={explanation.hostId} rule={rule} />}
        </div>
      </div>
      {children}
    </li>
  );
}

/** What the rule does on this packet's way, as a key of the words. */
function wordFor({ matched, deciding, passing }: RuleItem) {
  if (matched === "maybe") return deciding ? "hangs" : passing ? "maybe" : "either";
  return deciding ? "decides" : passing ? "passing" : "yes";
}
