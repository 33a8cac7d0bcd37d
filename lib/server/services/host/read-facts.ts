import { type HostFacts, hostFactsSchema } from "@/lib/core/facts/host-facts";

/** The stored facts of a host, or null: never inspected, or written by an older version in another shape. */
export function readFacts(stored: unknown): HostFacts | null {
  const read = hostFactsSchema.safeParse(stored);
  return read.success ? read.data : null;
}
