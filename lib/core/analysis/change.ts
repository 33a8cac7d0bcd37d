import type { Packet } from "@/lib/core/packet/packet";
import type { Target } from "@/lib/core/ruleset/target";
import { type ChangingField, rewrite, type Traveller } from "./traveller";
import type { Dependency, RuleRef } from "./verdict";

/** `(now & ~mask) ^ value` in 32 bits; null where the bits that stay are not known. */
function masked(now: number | null | undefined, mask: number, value: number): number | null {
  if (now === null || now === undefined) return mask >>> 0 === 0xffffffff ? value >>> 0 : null;
  return ((now & ~mask) ^ value) >>> 0;
}

function belongsToConnection({ state }: Packet): boolean {
  return state !== "INVALID" && state !== "UNTRACKED";
}

function connectionMarked(target: Extract<Target, { kind: "connection-mark" }>, packet: Packet) {
  const { mark, connectionMark } = packet;
  switch (target.operation) {
    case "set":
      return { connectionMark: masked(connectionMark, target.mask, target.value) };
    case "save": {
      const value = mark === null || mark === undefined ? null : mark & target.packetMask;
      return { connectionMark: value === null ? null : masked(connectionMark, target.connectionMask, value) };
    }
    case "restore": {
      const known = connectionMark !== null && connectionMark !== undefined;
      const value = known ? connectionMark & target.connectionMask : null;
      return { mark: value === null ? null : masked(mark, target.packetMask, value) };
    }
  }
}

/** Targets kept as text that write what a later rule may ask for. */
const writers: Readonly<Record<string, readonly ChangingField[]>> = {
  MARK: ["mark"],
  HMARK: ["mark"],
  CONNMARK: ["mark", "connectionMark"],
  CONNSECMARK: [],
  TTL: ["hopLimit"],
  HL: ["hopLimit"],
};

/** No longer part of a connection. A packet that has one already, or a template of one, keeps it (xt_CT.c). */
function untracked(traveller: Traveller): Traveller {
  if (traveller.packet.state !== "INVALID") return traveller;
  return rewrite(traveller, { state: "UNTRACKED", direction: null });
}

/**
 * In raw a template is hung on the packet, which looks like a new connection there (nf_ct_set in xt_CT.c); what else it
 * says of a connection all packets of the rule share.
 */
function templated(traveller: Traveller): Traveller {
  if (traveller.packet.state !== "INVALID") return traveller;
  const shared = {
    connectionMark: null,
    originalPort: null,
    originalSource: null,
    originalDestination: null,
  };
  return rewrite(traveller, { ...shared, originalSourcePort: null, state: "NEW", direction: "ORIGINAL" });
}

/**
 * The packet after a target that writes into it and lets it go on: marks (xt_mark.c, xt_connmark.c: a packet without a
 * connection has no connection's mark), tracking, hop limit. In raw, where tracking is decided, the state is INVALID.
 */
export function changedBy(target: Target, traveller: Traveller, rule: () => RuleRef): Traveller {
  const { packet } = traveller;
  const because = (): Dependency => ({ kind: "target", text: rule().text, rule: rule() });
  switch (target.kind) {
    case "set-mark": {
      const mark = masked(packet.mark, target.mask, target.value);
      return rewrite(traveller, { mark }, traveller.unsaid.mark ?? null);
    }
    case "connection-mark": {
      if (!belongsToConnection(packet)) return traveller;
      const reason = traveller.unsaid.connectionMark ?? traveller.unsaid.mark ?? null;
      return rewrite(traveller, connectionMarked(target, packet), reason);
    }
    case "notrack":
      return untracked(traveller);
    case "ct-helper":
      return templated(traveller);
    case "ct-settings":
      return target.notrack ? untracked(traveller) : templated(traveller);
    case "opaque": {
      const fields = writers[/^-j\s+(\S+)/.exec(target.text)?.[1] ?? ""] ?? [];
      if (fields.length === 0) return traveller;
      return rewrite(traveller, Object.fromEntries(fields.map((field) => [field, null])), because());
    }
    default:
      return traveller;
  }
}
