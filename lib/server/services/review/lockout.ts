import { type Lockout, lockoutVerdict } from "@/lib/core/analysis/lockout";
import type { Compiled } from "@/lib/core/compile/compiled";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { parseAddress } from "@/lib/core/net/address";
import { formatPacket } from "@/lib/core/packet/format-packet";
import type { LockoutView } from "./review-view";

const cannotTell = (cause: string): LockoutView => ({ answer: "cannot-tell", cause, paths: [] });

function view({ answer, cause, legs }: Lockout): LockoutView {
  return {
    answer,
    cause,
    paths: legs.map(({ packet, table, chain, verdict }) => ({
      chain: packet.chain === "OUTPUT" ? "OUTPUT" : "INPUT",
      packet: formatPacket(packet),
      verdict: verdict.verdict,
      rule: verdict.rule?.text ?? (table === "filter" ? null : `${table} ${chain}`),
    })),
  };
}

/**
 * Whether a new SSH connection of the panel would still get in once the compiled chains stand in the live tables, from
 * the address that the host itself sees. Without facts, without a connection or without readable tables it cannot be told.
 */
export function reviewLockout(compiled: Compiled, facts: HostFacts | null): LockoutView {
  const connection = facts?.connection ?? null;
  if (facts === null || connection === null) return cannotTell("no-connection");
  const family = parseAddress(connection.panelAddress)?.family;
  if (family === undefined) return cannotTell("address");
  const text = family === 4 ? facts.live.ipv4 : facts.live.ipv6;
  const ruleset = family === 4 ? compiled.ruleset4 : compiled.ruleset6;
  if (text === null || ruleset === null) return cannotTell("no-live");
  const live = parseLive(text, family);
  if (!live.ok) return cannotTell("no-live");
  const holder = facts.addresses.find((each) => each.address === connection.hostAddress);
  return view(
    lockoutVerdict({ live: live.value, compiled: ruleset, connection, interface: holder?.interface ?? null }),
  );
}
