import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import type { NetworkObject } from "@/lib/core/policy/schema";
import { BadInput } from "./command";

/** A value of `--network`: `NAME=PREFIX[,PREFIX…]`. */
export function readNetwork(text: string): NetworkObject {
  const equals = text.indexOf("=");
  const entries = text
    .slice(equals + 1)
    .split(",")
    .map((entry) => entry.trim());
  const fault = entries.find((entry) => "fault" in parseNetworkEntry(entry));
  if (equals > 0 && fault === undefined) return { name: text.slice(0, equals), entries, note: "" };
  throw new BadInput(
    `--network ${JSON.stringify(text)} is not understood: write office=192.0.2.0/24,2001:db8::/32`,
  );
}
