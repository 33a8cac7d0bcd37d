import { checkClaims } from "@/lib/core/analysis/assertion/check-claims";
import type { Claim } from "@/lib/core/analysis/assertion/claim";
import { cellClaim, readGrid, type Sources } from "@/lib/core/analysis/exposure/read-grid";
import { readParts } from "@/lib/core/analysis/exposure/read-parts";
import type { PathHost } from "@/lib/core/analysis/path/path-host";
import type { Share } from "@/lib/core/analysis/reach/reach";
import { readTables } from "@/lib/core/meaning/read-sides";
import { conditionsByName, conditionsTold, ruleTold } from "@/lib/core/meaning/rules-told";
import { type AddressNames, tellSome } from "@/lib/core/meaning/tell-addresses";
import { type Family, families } from "@/lib/core/net/family";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { HostTables, WitnessTold } from "./claims-question";
import type {
  CellAnswer,
  CellAsk,
  ExposureAnswer,
  ExposureAsk,
  PartTold,
  ShareTold,
} from "./exposure-question";

/** The rules of each family that the host has; null: not understood. */
function readFamilies(
  of: HostTables,
): { readonly family: Family; readonly ruleset: Ruleset | null; readonly host: PathHost | null }[] {
  return families.flatMap((family) => {
    const asked = of[family];
    return asked === null ? [] : [{ family, ruleset: readTables(asked.tables, family), host: asked.host }];
  });
}

/** Reads the tables of both families and says who reaches what. */
export function answerExposure({ of, sources, services }: ExposureAsk): ExposureAnswer {
  return readFamilies(of).map(({ family, ruleset, host }) => ({
    family,
    cells:
      ruleset === null ? "unreadable" : (readGrid(ruleset, sources, services, { host }) ?? "too-complex"),
  }));
}

function shareTold(
  share: Share | null,
  asked: Sources,
  ruleset: Ruleset,
  names: AddressNames,
): ShareTold | null {
  if (share === null) return null;
  const { sources, sample, rule, conditions } = share;
  const known = conditionsByName([ruleset], new Set(conditions));
  return {
    sources: sources && tellSome(sources, asked ?? ruleset.family, names),
    sample,
    rule: ruleTold(ruleset, rule),
    conditions: conditionsTold(conditions, known),
  };
}

/** Reads the tables of both families and says exactly who gets in, who does not, and why. */
export function answerCell({ of, sources, services, names }: CellAsk): CellAnswer {
  return readFamilies(of).map(({ family, ruleset, host }) => {
    if (ruleset === null) return { family, found: "unreadable" };
    const [[cell] = []] = readGrid(ruleset, [sources], [services], { host }) ?? [];
    const parts = readParts(ruleset, sources, services, { host });
    if (cell === undefined || parts === null) return { family, found: "too-complex" };
    const told = parts.map(({ service, reach: { asked, open, shut, depends, assumes } }): PartTold => {
      const share = (one: Share | null) => shareTold(one, asked, ruleset, names);
      const known = conditionsByName([ruleset], new Set(assumes));
      return {
        service,
        open: share(open),
        shut: share(shut),
        depends: share(depends),
        assumes: conditionsTold(assumes, known),
      };
    });
    const mute =
      cell === "unanswered"
        ? muteOf(ruleset, cellClaim(sources, services, true, { family: ruleset.family, host }), host)
        : null;
    return { family, found: { cell, parts: told, mute } };
  });
}

/** The packet of a connection that does not get through although the first one does. */
function muteOf(ruleset: Ruleset, claim: Claim, host: PathHost | null): WitnessTold | null {
  const [answer] = checkClaims(ruleset, [claim], { host });
  if (answer === undefined || !("witness" in answer)) return null;
  return { ...answer.witness, rule: ruleTold(ruleset, answer.witness.rule) };
}
