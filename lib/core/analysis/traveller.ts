import type { Packet } from "@/lib/core/packet/packet";
import type { Dependency } from "./verdict";

/** What the rules may rewrite in a packet, as far as it can become unknown. */
export type ChangingField =
  | "source"
  | "sourcePort"
  | "destination"
  | "destinationPort"
  | "out"
  | "mark"
  | "connectionMark"
  | "hopLimit"
  | "translated";

/**
 * A packet on its way. `unsaid`: why it no longer says something, by field. `toHost`: whatever its destination is now,
 * it is an address of this host.
 */
export type Traveller = {
  readonly packet: Packet;
  readonly unsaid: Readonly<Partial<Record<ChangingField, Dependency>>>;
  readonly toHost?: boolean;
};

export const changingFields: readonly ChangingField[] = [
  "source",
  "sourcePort",
  "destination",
  "destinationPort",
  "out",
  "mark",
  "connectionMark",
  "hopLimit",
  "translated",
];

const nothingUnsaid: Traveller["unsaid"] = {};

export function setOut(packet: Packet): Traveller {
  return { packet, unsaid: nothingUnsaid };
}

/** The traveller with another packet of which the same is known. */
export function as(traveller: Traveller, packet: Packet): Traveller {
  return { ...traveller, packet };
}

function reasonsAfter(
  unsaid: Traveller["unsaid"],
  values: Partial<Packet>,
  because: Dependency | null,
): Traveller["unsaid"] {
  if (because === null && unsaid === nothingUnsaid) return unsaid;
  const reasons: Partial<Record<ChangingField, Dependency>> = { ...unsaid };
  for (const field of changingFields) {
    if (!(field in values)) continue;
    if (values[field] === null && because !== null) reasons[field] = because;
    else delete reasons[field];
  }
  return reasons;
}

/** The traveller with other values; a value that is null is not known for the reason given. */
export function rewrite(
  traveller: Traveller,
  values: Partial<Packet>,
  because: Dependency | null = null,
): Traveller {
  const packet = { ...traveller.packet, ...values };
  return { ...traveller, packet, unsaid: reasonsAfter(traveller.unsaid, values, because) };
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  // Addresses and port ranges: flat, with the same keys.
  return Object.keys(left).every((key) => left[key] === right[key]);
}

/** The fields in which two states of one packet differ. */
export function changes(before: Packet, after: Packet): readonly ChangingField[] {
  if (before === after) return [];
  return changingFields.filter((field) => !equal(before[field], after[field]));
}

/** Whether two states of one packet are the same for all rules that follow. */
export function samePacket(a: Packet, b: Packet): boolean {
  return a === b || (a.state === b.state && changes(a, b).length === 0);
}

/** Both ways at once: what differs between them is not known. Null where that cannot be said of a packet. */
export function blurred(before: Traveller, after: Traveller, because: Dependency): Traveller | null {
  if (before.packet.state !== after.packet.state) return null;
  const unknown = changes(before.packet, after.packet).map((field) => [field, null] as const);
  return rewrite(before, Object.fromEntries(unknown), because);
}
