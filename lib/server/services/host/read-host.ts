import * as z from "zod";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { toDrill } from "../apply/to-row";
import { authorise, type Context } from "../context";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { findStandings } from "./find-standings";
import { hostIdSchema } from "./host-input";
import { hostProblems } from "./host-problems";
import type { HostDetail } from "./host-view";
import { readFacts } from "./read-facts";
import { findConfirmed, shortDrift, toHostRows } from "./to-host-row";

const managersSchema = z.array(z.string());

async function findLastDrill(tx: Tx, hostId: string): Promise<HostDetail["lastDrill"]> {
  const row = await tx.apply.findFirst({
    where: { hostId, drill: { not: null }, finishedAt: { not: null } },
    orderBy: { number: "desc" },
    select: { id: true, drill: true, finishedAt: true },
  });
  const outcome = toDrill(row?.drill ?? null);
  if (row === null || outcome === null || row.finishedAt === null) return null;
  return { applyId: row.id, outcome, at: row.finishedAt.toISOString() };
}

/** One host with what is known of it; archived ones too, since their history stays. Throws `host-not-found`. */
export async function readHost(context: Context, input: unknown): Promise<HostDetail> {
  authorise(context, "host.read");
  const { hostId } = parseInput(hostIdSchema, input);
  return transaction(async (tx) => {
    const row = await tx.host.findUnique({
      where: { id: hostId },
      include: { draft: true, drift: shortDrift },
    });
    if (row === null) throw new ServiceError("host-not-found", "There is no such host.", { status: 404 });
    const key = row.keyId === null ? null : await tx.sshKey.findUnique({ where: { id: row.keyId } });
    const confirmed = await findConfirmed(tx, hostId);
    const standings = await findStandings(tx, [hostId]);
    const [line] = await toHostRows(tx, [row], standings, await readObjects(tx));
    if (line === undefined) throw new Error("one host is one line");
    const facts = readFacts(row.facts);
    const drill = await findLastDrill(tx, hostId);
    const acceptedManagers = managersSchema.parse(row.acceptedManagers);
    return {
      ...line,
      user: row.user,
      hostKey: row.hostKey === null ? null : { fingerprint: row.hostKey, type: row.hostKeyType ?? "" },
      key: key && { id: key.id, name: key.name, publicKey: key.publicKey, fingerprint: key.fingerprint },
      createdAt: row.createdAt.toISOString(),
      archivedAt: row.archivedAt?.toISOString() ?? null,
      facts,
      problems: facts === null ? [] : hostProblems(facts, acceptedManagers),
      acceptedManagers,
      confirmed: confirmed && {
        applyId: confirmed.row.id,
        revisionId: confirmed.row.revisionId,
        number: confirmed.row.number,
        policy: confirmed.policy,
      },
      lastDrill: drill,
      draft: row.draft && {
        version: row.draft.version,
        updatedAt: row.draft.updatedAt.toISOString(),
        updatedBy: row.draft.updatedBy,
      },
    };
  });
}
