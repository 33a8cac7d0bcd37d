import { type Prefix, parsePrefix } from "./prefix";

/** A network as people type it while they look for one: with host bits it is the one around that address. Null: none. */
export function typedPrefix(text: string): Prefix | null {
  const read = parsePrefix(text);
  if (!("fault" in read)) return read;
  return read.fault === "host-bits" ? typedPrefix(read.suggestion) : null;
}
