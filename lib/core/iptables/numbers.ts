/**
 * A whole number as the kernel's programs read it (xtables_strtoul, base 0): decimal, hexadecimal after 0x, octal after
 * a leading 0; null where it is none or outside `least` and `most`.
 */
export function wideNumber(text: string, most: bigint, least = 0n): bigint | null {
  if (!/^(?:0x[0-9a-f]{1,16}|\d{1,24})$/i.test(text)) return null;
  if (/^0\d/.test(text) && !/^0[0-7]+$/.test(text)) return null;
  const number = BigInt(/^0\d/.test(text) ? `0o${text}` : text);
  return number >= least && number <= most ? number : null;
}

/** The same for numbers of at most 53 bits. */
export function wholeNumber(text: string, most: number, least = 0): number | null {
  const number = wideNumber(text, BigInt(most), BigInt(least));
  return number === null ? null : Number(number);
}

export const most8 = 0xff;
export const most16 = 0xffff;
export const most32 = 0xffffffff;
export const most64 = 0xffffffffffffffffn;

/** `FIRST:LAST`, `FIRST:`, `:LAST` or one number; what is left out is 0 or `most` (xtopt_parse_mint). */
export function numberRange(text: string, most: number): { first: number; last: number } | null {
  const colon = text.indexOf(":");
  const [from, to] = colon < 0 ? [text, text] : [text.slice(0, colon), text.slice(colon + 1)];
  const first = from === "" ? 0 : wholeNumber(from, most);
  const last = to === "" ? most : wholeNumber(to, most);
  return text === "" || first === null || last === null ? null : { first, last };
}
