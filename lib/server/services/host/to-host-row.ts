import { type Policy, policyBodySchema, policySchema, type RoleName } from "@/lib/core/policy/schema";
import type { Tx } from "@/lib/server/db/transaction";
import { toPending } from "../apply/find-pending";
import { heavyColumns, toApplyRow, toRoles } from "../apply/to-row";
import { hashOf } from "../canonical-json";
import { assemblePolicy } from "../draft/assemble-policy";
import type { DraftObjects } from "../draft/draft-view";
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
  readonly draft: { readonly body: unknown } | null;
};

/** The last confirmed apply of a host with its policy, or null. */
export async function findConfirmed(tx: Tx, hostId: string) {
  const row = await tx.apply.findFirst({
    where: { hostId, phase: "confirmed" },
    omit: heavyColumns,
    orderBy: { number: "desc" },
    include: { revision: true },
  });
  return row === null ? null : { row, policy: policySchema.parse(row.revision.policy) };
}

const rolesOf = (body: { readonly purposes: Policy["purposes"] }): RoleName[] => [
  ...new Set(body.purposes.map((purpose) => purpose.role)),
];

/** The stored form of a host → a line of the list. */
export function toHostRow(row: StoredHost, standing: Standing | undefined, objects: DraftObjects): HostRow {
  const { last = null, confirmed = null, pending = null } = standing ?? {};
  const body = row.draft === null ? null : policyBodySchema.parse(row.draft.body);
  const draft = body === null ? null : assemblePolicy(body, objects);
  const lastRow = last && toApplyRow(last, null);
  const confirmedRow = confirmed && toApplyRow(confirmed, null);
  return {
    id: row.id,
    name: row.name,
    kind: row.kind === "practice" ? "practice" : "ssh",
    address: row.address,
    port: row.port,
    roles: confirmed ? toRoles(confirmed.roles) : rolesOf(body ?? { purposes: [] }),
    draftChanged: draft !== null && hashOf(draft) !== confirmed?.revision.hash,
    hasDraft: draft !== null,
    inspectedAt: row.inspectedAt?.toISOString() ?? null,
    lastApply: lastRow && {
      id: lastRow.id,
      number: lastRow.number,
      phase: lastRow.phase,
      reason: lastRow.reason,
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
  };
}
