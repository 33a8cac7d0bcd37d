import type { Address } from "@/lib/core/net/address";
import type { PortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { Rate } from "@/lib/core/policy/schema";
import type { LiveRef, Note } from "./account";

/** Ports by protocol, and whether echo requests are among them. Port 0 belongs to no service. */
export type Services = {
  readonly tcp: readonly PortRange[];
  readonly udp: readonly PortRange[];
  readonly ping: boolean;
};

/** The packets of one rule, as far as a policy has words for them: far end × own end × services. */
export type Box = {
  /** Sources of INPUT, destinations of OUTPUT; null: everybody. Of one family. */
  readonly far: readonly AddressRange[] | null;
  /** The VPS address that is spoken to (INPUT), or null: each. */
  readonly own: Address | null;
  readonly services: Services | "all";
  /** Only from source ports 1024–65535. */
  readonly unprivileged: boolean;
  /** The Linux account that sends (OUTPUT), or null: each. */
  readonly user: string | null;
};

/** A live rule, the jumps that lead to it, and what differs for the packets that it decides. */
export type Part = {
  readonly ref: LiveRef;
  readonly by: readonly LiveRef[];
  readonly notes: readonly Note[];
};

/** A live rule as a policy would say it. */
export type BoxRule = Box & {
  readonly verdict: "accept" | "drop" | "reject";
  readonly log: boolean;
  readonly limit: Rate | null;
  readonly comment: string;
  /** Every live rule that it stands for. */
  readonly parts: readonly Part[];
};

export const noServices: Services = { tcp: [], udp: [], ping: false };

const meet = <T extends bigint | number>(
  a: readonly { first: T; last: T }[],
  b: readonly { first: T; last: T }[],
) => a.some((one) => b.some((two) => one.first <= two.last && two.first <= one.last));

const within = <T extends bigint | number>(
  inner: readonly { first: T; last: T }[],
  outer: readonly { first: T; last: T }[],
) => inner.every((one) => outer.some((two) => two.first <= one.first && one.last <= two.last));

function farMeets(a: Box["far"], b: Box["far"]): boolean {
  if (a === null || b === null) return true;
  return a.some((one) => b.some((two) => one.family === two.family && meet([one], [two])));
}

function servicesMeet(a: Box["services"], b: Box["services"]): boolean {
  if (a === "all" || b === "all") return true;
  return meet(a.tcp, b.tcp) || meet(a.udp, b.udp) || (a.ping && b.ping);
}

function servicesHold(outer: Box["services"], inner: Box["services"]): boolean {
  if (outer === "all") return true;
  if (inner === "all") return false;
  return within(inner.tcp, outer.tcp) && within(inner.udp, outer.udp) && (outer.ping || !inner.ping);
}

const sameAddress = (a: Address, b: Address) => a.family === b.family && a.value === b.value;

/** Whether no packet is in both boxes. Only "yes" is sure. */
export function apart(a: Box, b: Box): boolean {
  if (!servicesMeet(a.services, b.services) || !farMeets(a.far, b.far)) return true;
  if (a.own !== null && b.own !== null && !sameAddress(a.own, b.own)) return true;
  return a.user !== null && b.user !== null && a.user !== b.user;
}

/** Whether the outer box holds each packet of the inner one. Only "yes" is sure. */
export function holds(outer: Box, inner: Box): boolean {
  if (!servicesHold(outer.services, inner.services)) return false;
  if (outer.far !== null && (inner.far === null || !within(inner.far, outer.far))) return false;
  if (outer.own !== null && (inner.own === null || !sameAddress(outer.own, inner.own))) return false;
  if (outer.unprivileged && !inner.unprivileged) return false;
  return outer.user === null || outer.user === inner.user;
}

/** Whether the box is everything there is. */
export function isEverything(box: Box): boolean {
  return (
    box.far === null && box.own === null && box.services === "all" && !box.unprivileged && box.user === null
  );
}

/** One text for equal boxes. */
export function boxKey({ far, own, services, unprivileged, user }: Box): string {
  const range = ({ first, last }: { first: bigint | number; last: bigint | number }) => `${first}-${last}`;
  return JSON.stringify([
    far === null ? null : far.map((one) => `${one.family} ${range(one)}`).sort(),
    own === null ? null : `${own.family} ${own.value}`,
    services === "all"
      ? "all"
      : [services.tcp.map(range).sort(), services.udp.map(range).sort(), services.ping],
    unprivileged,
    user,
  ]);
}
