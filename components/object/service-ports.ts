import type { ServiceObject } from "@/lib/core/policy/schema";

/** Protocols and ports of a service as people read them, one line a part: `tcp 80, 443`. */
export function servicePorts(parts: ServiceObject["parts"]): string[] {
  return parts.map((part) =>
    part.protocol === "ping" ? "ping" : `${part.protocol} ${part.ports.join(", ")}`,
  );
}
