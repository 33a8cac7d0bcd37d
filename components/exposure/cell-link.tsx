import Link from "next/link";
import type { CellView, ReachRules, ServiceView, SourceView } from "@/lib/server/services/reach/reach-view";
import { CellStates } from "./cell-states";
import { cellLabel, type ExposureTranslator } from "./cell-words";
import { reachHref } from "./reach-href";

type CellLinkProps = {
  t: ExposureTranslator;
  hostId: string;
  rules: ReachRules;
  source: SourceView;
  service: ServiceView;
  cell: CellView;
};

/** One cell of the table, and the way to why it is so. */
export function CellLink({ t, hostId, rules, source, service, cell }: CellLinkProps) {
  return (
    <Link
      href={reachHref(hostId, { rules, cell: { source: source.id, service: service.id } })}
      aria-label={cellLabel(t, { source, service, cell })}
      prefetch={false}
      scroll={false}
      className="flex min-h-8 flex-col justify-center rounded-2 px-2.5 text-13 hover:bg-accent-soft"
    >
      <CellStates t={t} cell={cell} />
    </Link>
  );
}
