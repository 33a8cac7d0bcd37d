import { type PanelLockout, panelLockout } from "@/lib/core/analysis/panel-lockout";
import { placedText } from "@/lib/core/analysis/verdict";
import type { Compiled } from "@/lib/core/compile/compiled";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { parseOnce } from "../explain/parse-once";
import type { LockoutView } from "./review-view";

export function lockoutView({ answer, cause, legs }: PanelLockout): LockoutView {
  return {
    answer,
    cause,
    paths: legs.map(({ packet, table, chain, verdict }) => ({
      chain: packet.chain === "OUTPUT" ? "OUTPUT" : "INPUT",
      packet: formatPacket(packet),
      verdict: verdict.verdict,
      rule: (verdict.rule && placedText(verdict.rule)) ?? (table === "filter" ? null : `${table} ${chain}`),
    })),
  };
}

/**
 * Whether a new SSH connection of the panel would still get in once the compiled chains stand in the live tables, from
 * the address that the host itself sees. Without facts, without a connection or without readable tables it cannot be told.
 */
export function reviewLockout(compiled: Compiled, facts: HostFacts | null): LockoutView {
  return lockoutView(
    panelLockout(
      (family) => {
        const text = (family === 4 ? facts?.live.ipv4 : facts?.live.ipv6) ?? null;
        const live = text === null ? null : parseOnce(text, family);
        return live?.ok ? live.value : null;
      },
      (family) => (family === 4 ? compiled.ruleset4 : compiled.ruleset6),
      facts,
    ),
  );
}
