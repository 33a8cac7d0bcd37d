import { type Policy, policyBodySchema, policySchema, type RoleName } from "@/lib/core/policy/schema";
import type { Tx } from "@/lib/server/db/transaction";
import { findPending } from "../apply/find-pending";
import { heavyColumns, toApplyRow } from "../apply/to-row";
import { canonicalJson } from "../canonical-json";
import { assemblePolicy } from "../draft/assemble-policy";
import type { DraftObjects } from "../draft/draft-view";
import type { HostRow } from "./host-view";

/** What a host's row is read with. */
export const hostInclude = {
  draft: true,
  applies: { omit: heavyColumns, orderBy: { number: "desc" }, take: 1 },
} as const;

type FoundHost = NonNullable<Awaited<ReturnType<typeof readHostRow>>>;

/** One host with what a row needs. */
export function readHostRow(tx: Tx, hostId: string) {
  return tx.host.findUnique({ where: { id: hostId }, include: hostInclude });
}

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
export async function toHostRow(tx: Tx, row: FoundHost, objects: DraftObjects): Promise<HostRow> {
  const confirmed = await findConfirmed(tx, row.id);
  const body = row.draft === null ? null : policyBodySchema.parse(row.draft.body);
  const draft = body === null ? null : assemblePolicy(body, objects);
  const last = row.applies[0];
  const lastRow = last === undefined ? null : toApplyRow(last, null);
  const confirmedRow = confirmed === null ? null : toApplyRow(confirmed.row, null);
  const draftChanged =
    draft !== null && (confirmed === null || canonicalJson(draft) !== canonicalJson(confirmed.policy));
  return {
    id: row.id,
    name: row.name,
    kind: row.kind === "practice" ? "practice" : "ssh",
    address: row.address,
    port: row.port,
    roles: rolesOf(confirmed?.policy ?? body ?? { purposes: [] }),
    draftChanged,
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
    pending: await findPending(tx, row.id, "look"),
  };
}
