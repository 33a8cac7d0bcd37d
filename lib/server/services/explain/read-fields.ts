import { type Address, parseAddress } from "@/lib/core/net/address";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { type PortRange, parsePortRange } from "@/lib/core/net/port-range";
import type { Packet, PacketUser } from "@/lib/core/packet/packet";
import {
  isFault,
  readFlags,
  readIcmp,
  readInterface,
  readPorts,
  readUser,
} from "@/lib/core/packet/packet-fields";
import type { ServiceObject } from "@/lib/core/policy/schema";
import type { Fault } from "./explain-view";

/** A value, nothing where nothing was typed, or what is wrong. */
export type Read<T> = { readonly value: T | null } | { readonly fault: Fault };

const fault = (code: Fault["code"], params: Fault["params"] = {}): { readonly fault: Fault } => ({
  fault: { code, params },
});

function addressFault(text: string): { readonly fault: Fault } {
  const typed = { typed: text };
  if (text.includes("/")) return fault("address-prefix", typed);
  const entry = parseNetworkEntry(text);
  if (!("fault" in entry)) return fault("address-range", typed);
  if (entry.fault === "name") return fault("address-name", typed);
  return entry.suggestion === null
    ? fault("address", typed)
    : fault("address-meant", { ...typed, suggestion: entry.suggestion });
}

export function readAddressField(text: string): Read<Address> {
  if (text === "") return { value: null };
  const address = parseAddress(text);
  return address === null ? addressFault(text) : { value: address };
}

/** The one port that a service object stands for, or null. */
function onlyPort(name: string, services: readonly ServiceObject[]): string | null {
  const ports = services
    .find((service) => service.name === name.toLowerCase())
    ?.parts.flatMap((part) => (part.protocol === "ping" ? [] : part.ports));
  const distinct = [...new Set(ports)];
  return distinct.length === 1 ? (distinct[0] ?? null) : null;
}

/** `PORT` or `FIRST-LAST`; a service's name is answered by its number. */
export function readPortField(text: string, services: readonly ServiceObject[]): Read<PortRange> {
  if (text === "") return { value: null };
  const ports = readPorts(text);
  if (!isFault(ports)) return { value: ports };
  const known = onlyPort(text, services);
  if (known !== null) return fault("port-name", { typed: text, port: known });
  const range = parsePortRange(text);
  const kind = "fault" in range ? range.fault : "syntax";
  return fault(kind === "syntax" ? "port" : `port-${kind}`, { typed: text });
}

export function readInterfaceField(text: string): Read<string> {
  if (text === "") return { value: null };
  const name = readInterface(text);
  return isFault(name) ? fault("interface", { typed: text }) : { value: name };
}

export function readIcmpField(text: string): Read<NonNullable<Packet["icmp"]>> {
  if (text === "") return { value: null };
  const icmp = readIcmp(text);
  return isFault(icmp) ? fault("icmp", { typed: text }) : { value: icmp };
}

export function readFlagsField(text: string): Read<NonNullable<Packet["flags"]>> {
  if (text === "") return { value: null };
  const flags = readFlags(text.replace(/[\s,]+/g, ","));
  return isFault(flags) ? fault("flags", { typed: text }) : { value: flags };
}

/** An account by name or number; a name is looked up among the host's, since rules know numbers. */
export function readUserField(text: string, users: Readonly<Record<string, number>>): Read<PacketUser> {
  if (text === "") return { value: null };
  const user = readUser(text);
  if (isFault(user)) return fault("user", { typed: text });
  if (user.kind !== "name") return { value: user };
  const uid = users[user.name];
  return uid === undefined ? fault("user-unknown", { typed: text }) : { value: { kind: "uid", uid } };
}
