import { randomBytes } from "node:crypto";

/** Addresses of one host and of the machine's end of its cable. */
export type Link = {
  readonly inside4: string;
  readonly outside4: string;
  readonly inside6: string;
  readonly outside6: string;
};

/**
 * A name and addresses by chance, so that parallel runs do not meet: a /30 of the benchmarking block (RFC 2544) and a unique
 * local prefix.
 */
export function drawLink(): { readonly name: string; readonly link: Link } {
  const word = randomBytes(3);
  const net = `198.18.${word[0]}`;
  const first = ((word[1] ?? 0) >> 2) * 4;
  // Written as the host itself writes it: no leading zeros, and no group that is nothing but zeros at the end.
  const ula = `fd5e:${word.readUInt16BE(0).toString(16)}:${((word[2] ?? 0) + 1).toString(16)}`;
  return {
    name: `sk-${word.toString("hex")}`,
    link: {
      inside4: `${net}.${first + 2}`,
      outside4: `${net}.${first + 1}`,
      inside6: `${ula}::2`,
      outside6: `${ula}::1`,
    },
  };
}
