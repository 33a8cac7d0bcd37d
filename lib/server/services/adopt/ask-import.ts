import type { ImportAsk, ImportRead } from "@/lib/core/adopt/read-import";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { analyse } from "@/lib/server/analysis/analyse";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { findHost } from "../host/find-host";
import { readFacts } from "../host/read-facts";
import { readObjects } from "../object/read-objects";

/** What a host's rules are read from; the facts are null before the first inspection. */
export type ImportSource = { readonly facts: HostFacts | null; readonly known: ImportAsk["known"] };

export async function findImportSource(tx: Tx, hostId: string): Promise<ImportSource> {
  return { facts: readFacts((await findHost(tx, hostId)).facts), known: await readObjects(tx) };
}

/** The same in a transaction of its own; throws `host-not-found`. */
export function importSource(hostId: string): Promise<ImportSource> {
  return transaction((tx) => findImportSource(tx, hostId));
}

export type ImportAnswered =
  | ImportRead
  | { readonly state: "not-inspected" }
  | { readonly state: "no-answer"; readonly why: "too-long" | "busy" | "failed" };

/** Lets the analysis thread read a host's rules: thousands of them take a second. */
export async function askImport(
  { facts, known }: ImportSource,
  options: ImportAsk["options"],
): Promise<ImportAnswered> {
  if (facts === null) return { state: "not-inspected" };
  const answered = await analyse("import", { facts, known, options });
  return answered.ok ? answered.answer : { state: "no-answer", why: answered.why };
}
