import type { Question } from "@/lib/server/services/explain/explain-view";

/** Protocols to choose from; any other one may stand in the address bar by its number. */
export const protocols = ["tcp", "udp", "ping", "icmp", "gre", "esp", "ah", "sctp", "igmp"] as const;
export const ways = ["in", "out", "through"] as const;
export const states = ["new", "open", "reply", "related", "invalid", "untracked"] as const;

export type PacketQuestion = Omit<Question, "rules" | "show">;

/** Protocols whose packets carry ports, as the form writes them. */
const withPorts: ReadonlySet<string> = new Set(["tcp", "6", "udp", "17", "sctp", "132", "33", "136"]);

/** Which fields say something about such a packet; the others are hidden, and keep what was typed. */
export function fieldsFor({ way, proto }: Pick<Question, "way" | "proto">) {
  return {
    ports: withPorts.has(proto),
    icmp: proto === "icmp" || proto === "icmpv6",
    flags: proto === "tcp" || proto === "6",
    in: way !== "out",
    out: way !== "in",
    user: way === "out",
  };
}

/** The question without what is hidden. */
export function visible(question: PacketQuestion): PacketQuestion {
  const shown = fieldsFor(question);
  return {
    ...question,
    port: shown.ports ? question.port : "",
    sport: shown.ports ? question.sport : "",
    icmp: shown.icmp ? question.icmp : "",
    flags: shown.flags ? question.flags : "",
    in: shown.in ? question.in : "",
    out: shown.out ? question.out : "",
    user: shown.user ? question.user : "",
  };
}
