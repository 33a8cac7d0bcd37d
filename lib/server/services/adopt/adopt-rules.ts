import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { KnownObjects } from "@/lib/core/adopt/adopt";
import { importChoices } from "@/lib/core/adopt/plan";
import {
  mostRules,
  networkObjectSchema,
  type PolicyBody,
  serviceObjectSchema,
} from "@/lib/core/policy/schema";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { canonicalJson } from "../canonical-json";
import { authorise, type Context } from "../context";
import type { DraftStarted } from "../draft/draft-view";
import { writeDraft } from "../draft/write-draft";
import { freeName } from "../object/free-name";
import { renameIn } from "../object/names-in";
import { takenNames } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { adoptionInputSchema } from "./adoption-input";
import { askImport, findImportSource, importSource } from "./ask-import";
import { wayHasher } from "./hash-way";

const inputSchema = adoptionInputSchema.extend({
  choice: z.enum(importChoices),
  /** Of the way that was shown. */
  hash: z.string(),
});

/** The objects under names that nobody has, and old name → new name of those that had to change theirs. */
function renamed<T extends { readonly name: string }>(objects: readonly T[], stored: ReadonlySet<string>) {
  const taken = new Set([...stored, ...objects.map(({ name }) => name)]);
  const names = new Map<string, string>();
  for (const { name } of objects) {
    if (!stored.has(name)) continue;
    const free = freeName(name, taken);
    taken.add(free);
    names.set(name, free);
  }
  return {
    names,
    objects: objects.map((object) => ({ ...object, name: names.get(object.name) ?? object.name })),
  };
}

/**
 * Makes the objects that a draft needs anew, and answers the draft as it names them: where a stored object that cannot be
 * read has the name already, the new one gets another.
 */
export async function makeObjects(tx: Tx, made: KnownObjects, body: PolicyBody): Promise<PolicyBody> {
  const stored = await takenNames(tx);
  const networks = renamed(made.networks, stored.networks);
  const services = renamed(made.services, stored.services);
  // At once: a draft of five hundred rules may need a thousand of them.
  await tx.networkObject.createMany({
    data: networks.objects.map((network) => ({ id: randomUUID(), ...networkObjectSchema.parse(network) })),
  });
  await tx.serviceObject.createMany({
    data: services.objects.map((service) => ({ id: randomUUID(), ...serviceObjectSchema.parse(service) })),
  });
  return renameIn(body, networks.names, services.names);
}

function changed(): ServiceError {
  const text = "The host's rules or your objects changed since this page was shown. Look at it again.";
  return new ServiceError("adoption-changed", text, { status: 409 });
}

function noAnswer(): ServiceError {
  const text = "The host's rules could not be read in time. Try again, or choose a role instead.";
  return new ServiceError("adoption-no-answer", text, { status: 503 });
}

function tooMany(lost: number): ServiceError {
  const text = `Our own chains on this host hold more rules than a policy does, so taking them over would lose ${lost}. Keep them beside, or load the policy of the last apply from the history.`;
  return new ServiceError("adoption-too-many", text, { status: 409, params: { most: mostRules, lost } });
}

/**
 * Writes one of the ways that were shown as the host's draft, in place of the one that was there, and makes the objects
 * that it needs. Never touches the host. Throws `adoption-changed` when it would no longer be what was shown,
 * `adoption-too-many` when taking the rules over would lose some, `adoption-no-answer` when they could not be read.
 */
export async function adoptRules(context: Context, input: unknown): Promise<DraftStarted> {
  authorise(context, "draft.adopt");
  const { hostId, choice, hash, ...options } = parseInput(inputSchema, input);
  const source = await importSource(hostId);
  const read = await askImport(source, options);
  if (read.state === "no-answer") throw noAnswer();
  if (read.state !== "rules") throw changed();
  const way = read.ways[choice];
  if (wayHasher(read.account)(way) !== hash) throw changed();
  if (choice === "adopt" && read.full !== null && read.full.lost > 0) throw tooMany(read.full.lost);
  return transaction(async (tx) => {
    // Between the reading and the writing somebody may have inspected the host, or made an object.
    const now = await findImportSource(tx, hostId);
    if (canonicalJson(now) !== canonicalJson(source)) throw changed();
    const body = await makeObjects(tx, way.made, way.body);
    const { version } = await writeDraft(tx, context, {
      hostId,
      body,
      version: null,
      verb: "draft.adopt",
      detail: { choice, networks: way.made.networks.length, services: way.made.services.length },
    });
    return { hostId, role: way.body.purposes[0]?.role ?? "blank", version };
  });
}
