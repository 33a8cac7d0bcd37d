import { gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import type { LiveText } from "./apply-view";

const liveSchema = z.object({ ipv4: z.string().nullable(), ipv6: z.string().nullable() });

/** Both families' live text, compressed for the row of an event. */
export function packLive(live: LiveText): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(JSON.stringify({ ipv4: live.ipv4, ipv6: live.ipv6 })));
}

/** What `packLive` packed. */
export function unpackLive(packed: Uint8Array): LiveText {
  return liveSchema.parse(JSON.parse(gunzipSync(packed).toString("utf8")));
}
