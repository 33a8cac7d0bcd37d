import { Suspense } from "react";
import { CellDetail } from "@/components/exposure/cell-detail";
import { CellDialog } from "@/components/exposure/cell-dialog";
import { serviceName, sourceName } from "@/components/exposure/cell-words";
import { reachHref } from "@/components/exposure/reach-href";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import type { ReachCell, ReachRules } from "@/lib/server/services/reach/reach-view";
import { readReachCell } from "@/lib/server/services/reach/read-reach-cell";
import { isServiceError } from "@/lib/server/services/service-error";

type CellProps = {
  hostId: string;
  rules: ReachRules;
  cell: { readonly source: string; readonly service: string };
};

/** One cell at length, over the grid, sent when it is computed. */
export function ReachCellView(props: CellProps) {
  return (
    <Suspense key={JSON.stringify(props)} fallback={null}>
      <Cell {...props} />
    </Suspense>
  );
}

async function Cell({ hostId, rules, cell }: CellProps) {
  const [exposure, meaning, explain, found] = await Promise.all([
    getTranslations("exposure"),
    getTranslations("meaning"),
    getTranslations("explain"),
    readCellOrNull({ hostId, rules, cell }),
  ]);
  const back = reachHref(hostId, { rules, cell: null });
  if (found === null) {
    return (
      <CellDialog title={exposure("none.title")} back={back}>
        <p className="text-14">{exposure("detail.gone")}</p>
      </CellDialog>
    );
  }
  const { source, service, families, lines } = found;
  const ports = service.name === null ? "" : ` (${service.parts.join(", ")})`;
  const title = exposure("detail.title", {
    who: sourceName(exposure, source),
    what: `${serviceName(service)}${ports}`,
  });
  return (
    <CellDialog title={title} back={back}>
      {typeof families === "string" ? (
        <p className="text-14">{exposure(`none.${families}`)}</p>
      ) : (
        <CellDetail
          texts={{ exposure, meaning, explain }}
          hostId={hostId}
          rules={rules}
          families={families}
          lines={lines}
        />
      )}
    </CellDialog>
  );
}

/** Null: the address names a line or a column that is not there any more. */
async function readCellOrNull({ hostId, rules, cell }: CellProps): Promise<ReachCell | null> {
  const actor = await requireActor();
  try {
    return await readReachCell({ actor }, { hostId, rules, ...cell });
  } catch (error) {
    if (isServiceError(error) && error.code === "cell-not-found") return null;
    throw error;
  }
}
