import { type Policy, policyBodySchema, policySchema, type RoleName } from "@/lib/core/policy/schema";
import type { Tx } from "@/lib/server/db/transaction";
import { toPending } from "../apply/find-pending";
import { heavyColumns, toApplyRow, toRoles } from "../apply/to-row";
import { assemblePolicy } from "../draft/assemble-policy";
import type { DraftObjects } from "../draft/draft-view";
import { findChanged } from "../draft/find-changed";
import { type StoredDrift, toDriftShort } from "../drift/drift-short";
import { shownName } from "./archived-name";
import type { Standing } from "./find-standings";
import type { HostRow } from "./host-view";

/** What a line of the list needs of a host's stored form. */
type StoredHost = {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly address: string;
  readonly port: number;
  readonly inspectedAt: Date | null;
  readonly archivedAt: Date | null;
  readonly draft: { readonly body: unknown } | null;
  readonly drift: StoredDrift | null;
};

/** What a line needs of the last look at the live rules: the columns to read. */
export const shortDrift = { select: { applyId: true, state: true, since: true, faultSince: true } } as const;

/** The last confirmed apply of a host with its policy, or null. */
export async function findConfirmed(tx: Tx, hostId: string) {
  const row = await tx.apply.findFirst({
    where: { hostId, phase: "confirmed", leave: false },
    omit: heavyColumns,
    orderBy: { number: "desc" },
    include: { revision: true },
  });
  return row === null ? null : { row, policy: policySchema.parse(row.revision.policy) };
}

const rolesOf = (body: { readonly purposes: Policy["purposes"] }): RoleName[] => [
  ...new Set(body.purposes.map((purpose) => purpose.role)),
];

/** A host's draft as a policy; null where there is none. */
function draftOf({ draft }: StoredHost, objects: DraftObjects): Policy | null {
  return draft === null ? null : assemblePolicy(policyBodySchema.parse(draft.body), objects);
}

/** The stored forms of hosts → lines of the list, in the same order. */
export async function toHostRows(
  tx: Tx,
  rows: readonly StoredHost[],
  standings: ReadonlyMap<string, Standing>,
  objects: DraftObjects,
): Promise<HostRow[]> {
  const drafts = new Map(rows.map((row) => [row.id, draftOf(row, objects)]));
  const beside = [...drafts].flatMap(([hostId, draft]) => {
    const revision = standings.get(hostId)?.confirmed?.revision ?? null;
    return draft === null ? [] : [{ hostId, draft, revision }];
  });
  const changed = await findChanged(tx, beside);
  return rows.map((row) =>
    toHostRow(row, standings.get(row.id), drafts.get(row.id) ?? null, changed.has(row.id)),
  );
}

function toHostRow(
  row: StoredHost,
  standing: Standing | undefined,
  draft: Policy | null,
  draftChanged: boolean,
): HostRow {
  const { last = null, confirmed = null, pending = null, proven = null } = standing ?? {};
  const lastRow = last && toApplyRow(last, null);
  const confirmedRow = confirmed && toApplyRow(confirmed, null);
  return {
    id: row.id,
    name: shownName(row),
    kind: row.kind === "practice" ? "practice" : "ssh",
    address: row.address,
    port: row.port,
    roles: confirmed ? toRoles(confirmed.roles) : rolesOf(draft ?? { purposes: [] }),
    draftChanged,
    hasDraft: draft !== null,
    inspectedAt: row.inspectedAt?.toISOString() ?? null,
    lastApply: lastRow && {
      id: lastRow.id,
      number: lastRow.number,
      phase: lastRow.phase,
      reason: lastRow.reason,
      leave: lastRow.leave,
      createdAt: lastRow.createdAt,
      createdBy: lastRow.createdBy,
      finishedAt: lastRow.finishedAt,
    },
    lastConfirmed: confirmedRow && {
      id: confirmedRow.id,
      number: confirmedRow.number,
      createdAt: confirmedRow.createdAt,
      createdBy: confirmedRow.createdBy,
      finishedAt: confirmedRow.finishedAt,
    },
    pending: pending && toPending(pending),
    drift: toDriftShort(row.drift, confirmed?.id ?? null),
    rollbackProvenAt: (proven?.finishedAt ?? proven?.createdAt)?.toISOString() ?? null,
    observing: standing?.observing ?? false,
  };
}
