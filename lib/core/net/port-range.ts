/** First and last port, both inside the range, 0–65535. */
export type PortRange = { readonly first: number; readonly last: number };

/** Every port. */
export const allPorts: PortRange = { first: 0, last: 65535 };

/** Ports that an unprivileged client program binds (the classic recipe's `--sport 1024:65535`). */
export const unprivilegedPorts: PortRange = { first: 1024, last: 65535 };

/** Reads `PORT`, `FIRST-LAST` or `FIRST:LAST`, 1–65535; says what is wrong otherwise. */
export function parsePortRange(
  text: string,
): PortRange | { readonly fault: "syntax" | "bounds" | "reversed" } {
  const match = /^(\d+)(?:[-:](\d+))?$/.exec(text.trim());
  if (match === null) return { fault: "syntax" };
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  if (first < 1 || last < 1 || first > 65535 || last > 65535) return { fault: "bounds" };
  if (first > last) return { fault: "reversed" };
  return { first, last };
}

/** `PORT` or `FIRST:LAST`, as iptables prints it. */
export function formatPortRange({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}:${last}`;
}
