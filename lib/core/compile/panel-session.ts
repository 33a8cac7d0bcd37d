import { parseAddress } from "@/lib/core/net/address";
import { addressBits } from "@/lib/core/net/family";
import { prefixOf } from "@/lib/core/net/prefix";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import { portMatches, protocol, tcp } from "./match-shapes";
import { accept } from "./rule-shapes";
import type { Scope } from "./scope";

/**
 * Lets the SSH service go on speaking to the panel in the connection that carries the apply. Where connection tracking
 * was off until these rules load, the first packet that it sees of that connection is ours: the flow then counts as
 * one that this server began, and a rule for replies drops the host's answer (measured). No packet with SYN passes, so
 * no connection can begin here in either direction.
 */
export function panelSession({ family, facts }: Scope): readonly Rule[] {
  const connection = facts?.connection ?? null;
  const panel = connection === null ? null : parseAddress(connection.panelAddress);
  if (connection === null || panel === null || panel.family !== family) return [];
  return [
    {
      matches: [
        { kind: "destination", prefix: prefixOf(panel, addressBits(family)) },
        protocol(tcp),
        ...portMatches("tcp", "source", [{ first: connection.hostPort, last: connection.hostPort }]),
        { kind: "tcp-flags", mask: ["SYN"], set: [] },
      ],
      target: accept,
      origin: {
        section: "client",
        ruleId: null,
        note: "The panel's open SSH session goes on, though it is older than connection tracking.",
      },
    },
  ];
}
