import Link from "next/link";
import { cn } from "@/lib/client/class-names";
import type { CellView, ReachRules, ServiceView, SourceView } from "@/lib/server/services/reach/reach-view";
import { CellMark } from "./cell-mark";
import { cellStates, cellText, type ExposureTranslator, serviceName, sourceName } from "./cell-words";
import { reachHref } from "./reach-href";

type CellLinkProps = {
  t: ExposureTranslator;
  hostId: string;
  rules: ReachRules;
  source: SourceView;
  service: ServiceView;
  cell: CellView;
  className?: string;
};

/** One cell, and the way to why it is so. Families that say different things stand one above the other. */
export function CellLink({ t, hostId, rules, source, service, cell, className }: CellLinkProps) {
  const label = t("cellLabel", {
    who: sourceName(t, source),
    what: serviceName(service),
    state: cellText(t, cell),
  });
  return (
    <Link
      href={reachHref(hostId, { rules, cell: { source: source.id, service: service.id } })}
      aria-label={label}
      prefetch={false}
      scroll={false}
      className={cn("flex flex-col justify-center rounded-2 text-13 hover:bg-accent-soft", className)}
    >
      {cellStates(cell).map(({ family, state }) => (
        <span key={family ?? "both"} className="inline-flex items-center gap-1">
          {family !== null && <span className="w-4 font-mono text-12 text-ink-3">{`v${family}`}</span>}
          <CellMark state={state} word={t(`cell.${state}`)} />
        </span>
      ))}
    </Link>
  );
}
