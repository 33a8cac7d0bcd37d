import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { ClaimService } from "../assertion/claim";
import { claimLegs } from "../assertion/claim-legs";
import { type Reach, reach } from "../reach/reach";
import { cellClaim, type GridOptions, type Sources } from "./read-grid";

/** Exactly who of a cell's sources gets in to one part of its service, who does not, and for whom that hangs on what. */
export type CellPart = { readonly service: ClaimService; readonly reach: Reach };

/** The parts of one cell; null where that is too complex to decide. */
export function readParts(
  ruleset: Ruleset,
  sources: Sources,
  services: readonly ClaimService[],
  options: GridOptions,
): readonly CellPart[] | null {
  const asked = services.flatMap((service) =>
    claimLegs(
      cellClaim(sources, [service], false, { family: ruleset.family, host: options.host }),
      ruleset.family,
      options.host,
    ).map(({ pattern }) => ({
      service,
      pattern,
    })),
  );
  const found = reach(
    ruleset,
    asked.map(({ pattern }) => pattern),
    options,
  );
  return found && asked.map(({ service }, index) => ({ service, reach: found[index] as Reach }));
}
