import type { createTranslator } from "use-intl/core";
import { type Family, families } from "@/lib/core/net/family";
import type { CellState, CellView, ServiceView, SourceView } from "@/lib/server/services/reach/reach-view";
import type messages from "@/messages/en";

/** Translator of the namespace `exposure`: the server's and the browser's have the same shape. */
export type ExposureTranslator = ReturnType<typeof createTranslator<typeof messages, "exposure">>;

export function sourceName(t: ExposureTranslator, { kind, name }: SourceView): string {
  return kind === "network" ? name : t(`who.${kind}`);
}

/** The name of a service, or its ports where it has none. */
export function serviceName({ name, parts }: ServiceView): string {
  return name ?? parts.join(", ");
}

/**
 * What is told of a cell: one state where the families agree, else one for each. A family in which there is nobody to
 * ask says nothing beside one that has somebody.
 */
export function cellStates(
  cell: CellView,
): readonly { readonly family: Family | null; readonly state: CellState }[] {
  const told = families.flatMap((family) => {
    const state = cell[family];
    return state === undefined ? [] : [{ family, state }];
  });
  const asked = told.filter(({ state }) => state !== "not-asked");
  const [first, ...others] = asked;
  if (first === undefined) return [{ family: null, state: "not-asked" }];
  return others.every(({ state }) => state === first.state) ? [{ family: null, state: first.state }] : asked;
}

/** A cell in words. */
export function cellText(t: ExposureTranslator, cell: CellView): string {
  return cellStates(cell)
    .map(({ family, state }) => {
      const word = t(`cell.${state}`);
      return family === null ? word : `${t("family", { family })} ${word}`;
    })
    .join(", ");
}

type Whole = { readonly source: SourceView; readonly service: ServiceView; readonly cell: CellView };

/** Who, what and how, for who does not see the place of a cell. */
export function cellLabel(t: ExposureTranslator, { source, service, cell }: Whole): string {
  return t("cellLabel", {
    who: sourceName(t, source),
    what: serviceName(service),
    state: cellText(t, cell),
  });
}
