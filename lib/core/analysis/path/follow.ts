import type { Packet } from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { conclude, type InterpretOptions, otherFamily } from "../interpret";
import { Journey } from "./journey";
import type { PathHost } from "./path-host";
import type { PathVerdict } from "./path-verdict";
import { setting } from "./stage-packet";

/**
 * The whole way of one packet through a host: every table in the kernel's order, the routing decision between them,
 * what is rewritten on the way. `packet.chain` says how it begins: OUTPUT is made here, the other two come in; which of
 * them they pass is decided by the host's addresses and routes, and by the packet itself where `host` is null or does
 * not know. The hop limit is that in the chain that the packet names. A packet that is known to leave by `lo` comes in
 * again. Wherever something is open, all ways are followed: one fate on all is the verdict, else it is `cannot-tell`.
 *
 * The text is taken for all tables that there are. Not looked at: what the kernel drops besides (rp_filter, martian
 * sources), fragments, the rules of `tc`, bridges and other nft tables.
 */
export function follow(
  ruleset: Ruleset,
  packet: Packet,
  host: PathHost | null,
  options: InterpretOptions = {},
): PathVerdict {
  if (ruleset.family !== packet.family) {
    const verdict = otherFamily(ruleset, packet.chain, packet);
    return { ...verdict, stages: [], decidedAt: -1, leaves: null, movedBy: [], notKnown: [] };
  }
  const journey = new Journey(ruleset, host, options);
  const { fates, end } = journey.run(setting(ruleset, packet, host));
  const verdict = conclude(fates);
  const open = verdict === "cannot-tell";
  const { stages, dependsOn } = journey;
  const hanging = dependsOn.find((dependency) => dependency.rule !== null)?.rule ?? null;
  return {
    verdict,
    rule: open ? hanging : end.rule,
    trace: stages.flatMap((stage) => (stage.kind === "table" ? stage.verdict.trace : [])),
    possible: [...fates],
    assumes: journey.assumes,
    dependsOn: open ? dependsOn : [],
    stages,
    decidedAt: open ? -1 : end.decidedAt,
    leaves: verdict === "accept" ? end.leaves : null,
    movedBy: journey.movedBy,
    notKnown: journey.notKnown,
  };
}
