import type { Family } from "@/lib/core/net/family";
import type { IntervalSet } from "@/lib/core/net/interval-set";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Claim, ClaimService } from "../assertion/claim";
import { claimLegs } from "../assertion/claim-legs";
import { isMoved } from "../assertion/is-moved";
import { othersRanges } from "../assertion/own-ends";
import type { PathHost } from "../path/path-host";
import type { PacketPattern } from "../reach/packet-pattern";
import { askReach, type ReachReader } from "../reach/reach";

/**
 * Who of some sources reaches a service. `unanswered`: all of them get in, and no answer gets out to some. `depends`: on
 * what neither packets nor rules say. `not-asked`: the family has no such sources, or no packet can come from them.
 */
export type Cell = "everyone" | "some" | "nobody" | "unanswered" | "depends" | "not-asked";

/** Everybody is null. */
export type Sources = IntervalSet | null;

export type GridOptions = { readonly host: PathHost | null; readonly budget?: number };

/** What a cell asks of one family. Who must not get in is asked of every way in, who gets in of the ways that people take. */
export function cellClaim(
  sources: Sources,
  services: readonly ClaimService[],
  reaches: boolean,
  { family, host }: { readonly family: Family; readonly host: PathHost | null },
): Claim {
  // Whose address is the host's own is nobody else: that it is kept out leaves anyone in.
  const peers = sources ?? (reaches ? null : othersRanges(family, host));
  return { direction: "in", reaches, peers, services, at: null, over: null };
}

type Question = { readonly name: string; readonly at: number };

/**
 * A cell for each of the sources (outer) and each of the services (inner), in one look at the rules of one family. Null
 * where that is too complex to decide.
 */
export function readGrid(
  ruleset: Ruleset,
  sources: readonly Sources[],
  services: readonly (readonly ClaimService[])[],
  options: GridOptions,
): readonly (readonly Cell[])[] | null {
  let next = 0;
  const patterns: PacketPattern[] = [];
  const questions = sources.map((peers) =>
    services.map((of) => {
      const [any, all] = [false, true].map((reaches) =>
        claimLegs(
          cellClaim(peers, of, reaches, { family: ruleset.family, host: options.host }),
          ruleset.family,
          options.host,
        ).map(({ name, pattern }): Question => {
          patterns.push(pattern);
          return { name, at: next++ };
        }),
      );
      return { any: any ?? [], all: all ?? [] };
    }),
  );
  return askReach(ruleset, patterns, options, (reader) =>
    questions.map((row) => row.map((cell) => readCell(cell, reader, ruleset, options.host))),
  );
}

function readCell(
  { any, all }: { readonly any: readonly Question[]; readonly all: readonly Question[] },
  { glance, read }: ReachReader,
  ruleset: Ruleset,
  host: PathHost | null,
): Cell {
  const ways = any.map(({ at }) => glance(at));
  if (!ways.some(({ open, shut, depends }) => open || shut || depends)) return "not-asked";
  const open = ways.some((way) => way.open);
  if (!open && !ways.some(({ depends }) => depends)) return "nobody";
  const begins = all.filter(({ name }) => name === "first");
  const first = begins.map(({ at }) => glance(at));
  const part = open ? "some" : "depends";
  if (first.length === 0 || first.some(({ shut }) => shut)) return part;
  if (first.some(({ depends }) => depends)) return part;
  if (isMoved(ruleset, host, () => begins.map(({ at }) => read(at)))) return "everyone";
  const later = all.filter(({ name }) => name !== "first").map(({ at }) => glance(at));
  if (later.some(({ shut }) => shut)) return "unanswered";
  return later.some(({ depends }) => depends) ? "depends" : "everyone";
}
