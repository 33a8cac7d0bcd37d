import type { createTranslator } from "use-intl/core";
import type { Clause, OriginView, PacketView, RuleView } from "@/lib/server/services/explain/explain-view";
import type { ConditionView } from "@/lib/server/services/meaning/meaning-view";
import type messages from "@/messages/en";

/** Translator of the namespace `explain`: the server's and the browser's have the same shape. */
export type ExplainTranslator = ReturnType<typeof createTranslator<typeof messages, "explain">>;

/** One condition in words. */
export function clauseWords(t: ExplainTranslator, { code, params }: Clause): string {
  return t(`clause.${code}`, { ...params });
}

/** Whether a condition is our own list of whoever is shut out for port scanning. */
export function isShutOut({ code, params }: Clause): boolean {
  return code === "seen" && /^sekisho-scan-[46]$/.test(String(params.name));
}

/** What is taken for granted of a rule that refuses whoever meets this condition. */
export function assumedWords(t: ExplainTranslator, clause: Clause): string {
  if (isShutOut(clause)) return t("assumed.shutOut");
  if (clause.code === "seen") return t("assumed.seen", { ...clause.params });
  return t("assumed.rate", { rate: clauseWords(t, clause) });
}

/** Something that an answer hangs on, in words; what has none stands as iptables says it. */
export function openWords(
  t: ExplainTranslator,
  { text, phrase, doubt }: Pick<ConditionView, "text" | "phrase" | "doubt">,
): string {
  if (phrase !== null) return clauseWords(t, phrase);
  return doubt === null ? text : t(`doubt.${doubt.code}`, { ...doubt.params });
}

/** A rule's conditions in words: "from 192.0.2.0/27, tcp, to port 22". */
export function conditionWords(t: ExplainTranslator, { conditions }: Pick<RuleView, "conditions">): string {
  const words = conditions.map((condition) => clauseWords(t, condition));
  return words.length === 0 ? t("everyPacket") : words.join(t("joint"));
}

/** What the rule does with a packet, in words. */
export function targetWords(t: ExplainTranslator, { target }: Pick<RuleView, "target">): string {
  return t(`target.${target.code}`, { ...target.params });
}

/** A whole rule in words: "from 192.0.2.0/27, tcp, to port 22: accept". */
export function ruleWords(t: ExplainTranslator, rule: Pick<RuleView, "conditions" | "target">): string {
  return t("words", { conditions: conditionWords(t, rule), target: targetWords(t, rule) });
}

/** The line of the policy that a rule comes from, in words. */
export function originWords(t: ExplainTranslator, origin: OriginView, common: CommonTranslator): string {
  if (origin.protection !== undefined) return t(`origin.protection.${origin.protection}`);
  if (origin.rule === null) return t(`origin.section.${origin.section}`);
  const { networks, services, verdict } = origin.rule;
  const network = (name: string) =>
    name === "anyone" || name === "panel" ? common(`network.${name}`) : name;
  const service = (name: string) => (name === "all" ? t("origin.everything") : name);
  return t("origin.rule", {
    who: networks.map(network).join(t("joint")),
    what: services.map(service).join(t("joint")),
    verdict: common(`verdict.${verdict}`),
  });
}

export type CommonTranslator = ReturnType<typeof createTranslator<typeof messages, "common">>;

const names: Readonly<Record<number, string>> = {
  1: "icmp",
  2: "igmp",
  6: "tcp",
  17: "udp",
  47: "gre",
  50: "esp",
  51: "ah",
  58: "icmpv6",
  132: "sctp",
};

/** The packet's protocol as people write it. */
export function protocolWord({ protocol, ping }: PacketView): string {
  return ping ? "ping" : (names[protocol] ?? `ip ${protocol}`);
}

/** The packet in short: `198.51.100.7 → 203.0.113.10 tcp 443`. */
export function packetWords(packet: PacketView): string {
  const { from, to, port } = packet.fields;
  const ends = [from?.value ?? "?", to?.value ?? "?"].join(" → ");
  return [ends, protocolWord(packet), port?.value ?? ""].filter((word) => word !== "").join(" ");
}
