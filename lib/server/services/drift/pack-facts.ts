import { gunzipSync, gzipSync } from "node:zlib";
import { type HostFacts, hostFactsSchema } from "@/lib/core/facts/host-facts";

/** The facts of one look, compressed for its row. */
export function packFacts(facts: HostFacts): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(JSON.stringify(facts)));
}

/** What `packFacts` packed. */
export function unpackFacts(packed: Uint8Array): HostFacts {
  return hostFactsSchema.parse(JSON.parse(gunzipSync(packed).toString("utf8")));
}
