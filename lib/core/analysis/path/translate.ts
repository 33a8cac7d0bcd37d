import type { Address } from "@/lib/core/net/address";
import { addressBits } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import type { AddressRange, Prefix } from "@/lib/core/net/prefix";
import { carriesPorts, type Packet, type PacketHook, type Translation } from "@/lib/core/packet/packet";
import type { NatChoice, Target } from "@/lib/core/ruleset/target";
import { doubtText } from "../doubt";
import { changes, rewrite, type Traveller } from "../traveller";
import { type Dependency, placedText, type RuleRef } from "../verdict";
import { interfaceAddress, loopbackAddress } from "./interface-address";
import type { PathHost } from "./path-host";
import { type PortChoice, portWithin, randomPort } from "./translate-port";

export type NatTarget = Extract<Target, { kind: "dnat" | "snat" | "masquerade" | "redirect" | "netmap" }>;

/** Where the rule stands that translates. */
export type NatPlace = {
  readonly hook: PacketHook;
  readonly host: PathHost | null;
  readonly rule: () => RuleRef;
};

export type Translated = { readonly fate: "accept" | "drop"; readonly traveller: Traveller };

type Side = "source" | "destination";

/** `kept`: not rewritten; `open`: one that is not known; `none`: the interface has none, and the kernel drops the packet. */
export type AddressChoice = Address | "kept" | "open" | "none";

export function isNat(target: Target): target is NatTarget {
  switch (target.kind) {
    case "dnat":
    case "snat":
    case "masquerade":
    case "redirect":
    case "netmap":
      return true;
    default:
      return false;
  }
}

function oneOf(range: AddressRange | null): AddressChoice {
  if (range === null) return "kept";
  return range.first === range.last ? { family: range.family, value: range.first } : "open";
}

function samePlace(now: Address | null, { family, value, length }: Prefix): AddressChoice {
  if (now === null) return "open";
  const hostMask = (1n << BigInt(addressBits(family) - length)) - 1n;
  return { family, value: value | (now.value & hostMask) };
}

/** Whether the connection is translated from now on; it is not when nothing became different (nf_nat_setup_info). */
function translationAfter(before: Packet, after: Packet, side: Side): Translation | null {
  const now = before.translated ?? null;
  const word = side === "source" ? "snat" : "dnat";
  const port = side === "source" ? "sourcePort" : "destinationPort";
  const sure = after[side] !== null && (after[port] === null || after[port].first === after[port].last);
  const different = changes(before, after).some((field) => field === side || field === port);
  if (now === null || now === word || now === "both") return now;
  if (!different) return now;
  // Two known addresses that differ are enough, whatever the port became.
  const moved = before[side] !== null && after[side] !== null && before[side].value !== after[side].value;
  if (!sure && !moved) return null;
  return now === "none" ? word : "both";
}

function translateEnd(
  traveller: Traveller,
  side: Side,
  address: AddressChoice,
  ports: ((now: PortRange | null) => PortRange) | null,
  place: NatPlace,
): Translated {
  if (address === "none") return { fate: "drop", traveller };
  const { packet } = traveller;
  const rule = place.rule();
  const because: Dependency = {
    kind: "target",
    text: doubtText("given-address", { rule: placedText(rule) }),
    rule,
  };
  const values: Partial<Packet> = address === "kept" ? {} : { [side]: address === "open" ? null : address };
  const port = side === "source" ? "sourcePort" : "destinationPort";
  const withPort = ports !== null && packet.protocol !== null && carriesPorts(packet.protocol);
  const after = rewrite(traveller, withPort ? { ...values, [port]: ports(packet[port]) } : values, because);
  const translated = translationAfter(packet, after.packet, side);
  return { fate: "accept", traveller: rewrite(after, { translated }, because) };
}

function within(range: PortChoice | null, choice: NatChoice) {
  return range === null ? null : (now: PortRange | null) => portWithin(now, range, choice);
}

/** Source ports are kept where no range is given, unless they are drawn at random. */
function sourcePorts(range: PortRange | null, choice: NatChoice) {
  if (range === null && (choice.random || choice.randomFully)) return randomPort;
  return within(range, choice);
}

/**
 * A new connection's first packet after a translation (man iptables-extensions; nf_nat_core.c, nf_nat_redirect.c,
 * nf_nat_masquerade.c). Of several addresses the kernel takes one by a hash that nobody knows.
 */
export function translate(target: NatTarget, traveller: Traveller, place: NatPlace): Translated {
  const { packet } = traveller;
  switch (target.kind) {
    case "dnat": {
      const ports = within(target.to.ports, target);
      return translateEnd(traveller, "destination", oneOf(target.to.addresses), ports, place);
    }
    case "redirect": {
      const address =
        place.hook === "OUTPUT"
          ? loopbackAddress(packet.family)
          : interfaceAddress(place.host, packet.in, "redirect", packet);
      const after = translateEnd(traveller, "destination", address, within(target.ports, target), place);
      return { ...after, traveller: { ...after.traveller, toHost: true } };
    }
    case "snat": {
      const ports = sourcePorts(target.to.ports, target);
      return translateEnd(traveller, "source", oneOf(target.to.addresses), ports, place);
    }
    case "masquerade": {
      const address = interfaceAddress(place.host, packet.out, "masquerade", packet);
      return translateEnd(traveller, "source", address, sourcePorts(target.ports, target), place);
    }
    case "netmap": {
      const side = place.hook === "PREROUTING" || place.hook === "OUTPUT" ? "destination" : "source";
      return translateEnd(traveller, side, samePlace(packet[side], target.to), null, place);
    }
  }
}
