import { parsePortRange } from "@/lib/core/net/port-range";

/** A list of ports as typed, and the first thing that is wrong with it. */
export type PortList = {
  readonly ports: readonly string[];
  readonly fault: { readonly kind: "syntax" | "bounds" | "reversed"; readonly text: string } | null;
};

/** Reads ports (`443`) and ranges (`9000-9010`), separated by blanks or commas. */
export function readPorts(text: string): PortList {
  const ports = text.split(/[\s,]+/).filter((part) => part !== "");
  for (const port of ports) {
    const range = parsePortRange(port);
    if ("fault" in range) return { ports, fault: { kind: range.fault, text: port } };
  }
  return { ports: ports.map((port) => port.replace(":", "-")), fault: null };
}
