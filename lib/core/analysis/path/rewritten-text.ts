import { formatAddress } from "@/lib/core/net/address";
import type { Packet } from "@/lib/core/packet/packet";
import { type ChangingField, changes } from "../traveller";

/** The words of a packet's text; what it is left out for is either no rewriting or told by the others. */
const words: Readonly<Record<ChangingField, string | null>> = {
  source: "src",
  sourcePort: "sport",
  destination: "dst",
  destinationPort: "dport",
  mark: "mark",
  connectionMark: "connmark",
  hopLimit: "hoplimit",
  out: null,
  translated: null,
};

function valueText(field: ChangingField, packet: Packet): string {
  const value = packet[field];
  if (value === null || value === undefined) return "?";
  if (typeof value === "number") return field === "hopLimit" ? String(value) : `0x${value.toString(16)}`;
  if (typeof value === "string") return value;
  if ("family" in value) return formatAddress(value);
  return value.first === value.last ? String(value.first) : `${value.first}-${value.last}`;
}

/** What is new in the packet, such as `dst=172.17.0.2 dport=80`; null where nothing is. `?` stands for what is not known. */
export function rewrittenText(before: Packet, after: Packet): string | null {
  const said = changes(before, after).flatMap((field) => {
    const word = words[field];
    return word === null ? [] : [`${word}=${valueText(field, after)}`];
  });
  const state = before.state !== after.state && after.state === "UNTRACKED" ? ["state=UNTRACKED"] : [];
  const all = [...said, ...state];
  return all.length === 0 ? null : all.join(" ");
}
