import type { Check } from "@/lib/core/checks/check";
import type { SentPacket } from "@/lib/core/checks/judge-tries";
import type { Question } from "@/lib/server/services/explain/explain-view";

/** The packet of a try as a question; what starts on the host is sent as root. */
export function questionOf(
  { from, kind, port }: Check,
  { source, destination }: SentPacket,
  rules: Question["rules"],
): Partial<Question> {
  const here = from.kind === "host";
  return {
    rules,
    way: here ? "out" : "in",
    from: source ?? "",
    to: destination,
    proto: kind === "ping" ? "ping" : kind === "dns" ? "udp" : "tcp",
    port: kind === "ping" ? "" : kind === "dns" ? "53" : String(port ?? ""),
    user: here ? "0" : "",
  };
}
