import { CornerUpLeft, Flag } from "lucide-react";
import { cn } from "@/lib/client/class-names";
import type { LaneView as Lane } from "@/lib/server/services/explain/explain-view";
import { LaneFold } from "./lane-fold";
import { LaneRule } from "./lane-rule";
import type { PathTools } from "./path-tools";

type LaneViewProps = PathTools & { lane: Lane };

/** What was met in one chain, in order, and how it was left. Chains that it led into stand inside. */
export function LaneView({ lane, ...tools }: LaneViewProps) {
  const { t, common } = tools;
  return (
    <ul aria-label={t("path.chain", { chain: lane.chain })} className="flex flex-col">
      {lane.items.map((item) =>
        item.kind === "fold" ? (
          <LaneFold key={`fold ${item.first}`} fold={item} {...tools} />
        ) : (
          <LaneRule key={`rule ${item.rule.number}`} item={item} owner={lane.owner} {...tools}>
            {item.lane !== null && <Nested lane={item.lane} {...tools} />}
          </LaneRule>
        ),
      )}
      {lane.end !== null && (
        <li
          className={cn(
            "flex items-center gap-2 border-t px-3 py-1.5 text-13 first:border-t-0",
            lane.end.kind === "policy" && lane.end.deciding ? "bg-sunken font-medium" : "text-ink-3",
          )}
        >
          {lane.end.kind === "policy" ? (
            <>
              <Flag aria-hidden className="size-4 shrink-0" />
              {t("path.policy", { policy: common(`verdict.${lane.end.verdict}`) })}
            </>
          ) : (
            <>
              <CornerUpLeft aria-hidden className="size-4 shrink-0" />
              {t("path.back", { chain: lane.end.chain })}
            </>
          )}
        </li>
      )}
    </ul>
  );
}

/** A chain that a rule led into, set in below that rule. */
function Nested({ lane, ...tools }: LaneViewProps) {
  return (
    <div className="border-t pb-2 pl-3 sm:pl-6">
      <p className="flex flex-wrap items-baseline gap-x-2 py-1.5 pr-3 text-12 text-ink-3">
        <span className="font-medium font-mono text-ink-2">{lane.chain}</span>
        {tools.t(`path.owner.${lane.owner}`)}
      </p>
      <div className="overflow-hidden rounded-l-2 border-y border-l-2 border-l-line-control">
        <LaneView lane={lane} {...tools} />
      </div>
    </div>
  );
}
