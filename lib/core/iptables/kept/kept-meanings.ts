import { lookup } from "../lookup";
import { most8, most64, wholeNumber } from "../numbers";
import { number, quoted, type ReadValue, range, risingRange } from "./kept-values";

const hex2 = (value: number) => `0x${value.toString(16).padStart(2, "0")}`;

/** Classes of DiffServ by name (RFC 2474, 2597, 3246). */
const dscpClasses: Readonly<Record<string, number>> = {
  BE: 0x00,
  EF: 0x2e,
  ...Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`CS${at}`, at * 8])),
  ...Object.fromEntries(
    [1, 2, 3, 4].flatMap((group) => [1, 2, 3].map((drop) => [`AF${group}${drop}`, group * 8 + drop * 2])),
  ),
};

export const dscpClass: ReadValue = (value) => {
  const known = lookup(dscpClasses, value.toUpperCase());
  return known === undefined ? null : hex2(known);
};

/** Names of RFC 1349, which leave the two lowest bits of the mask out. */
const tosNames: Readonly<Record<string, number>> = {
  "minimize-delay": 0x10,
  "maximize-throughput": 0x08,
  "maximize-reliability": 0x04,
  "minimize-cost": 0x02,
  "normal-service": 0x00,
};

export const tosValue: ReadValue = (text) => {
  const named = lookup(tosNames, text.toLowerCase());
  if (named !== undefined) return `${hex2(named)}/0x3f`;
  const [valueText = "", maskText = "0xff", more] = text.split("/");
  const value = wholeNumber(valueText, most8);
  const mask = wholeNumber(maskText, most8);
  return value === null || mask === null || more !== undefined ? null : `${hex2(value)}/${hex2(mask)}`;
};

/** `--and-tos`, `--or-tos` and `--xor-tos` as the value and mask that iptables-save prints. */
export function tosChange(change: (bits: number) => readonly [value: number, mask: number]): ReadValue {
  return (text) => {
    const bits = wholeNumber(text, most8);
    return bits === null ? null : change(bits).map(hex2).join("/");
  };
}

/** A node of a cluster as its bit in the mask that iptables-save prints. */
export const nodeMask: ReadValue = (text) => {
  const node = wholeNumber(text, 32, 1);
  return node === null ? null : `0x${((1 << (node - 1)) >>> 0).toString(16).padStart(8, "0")}`;
};

/** The end is printed only where there is one. */
export const connectionBytes: ReadValue = (text, family) => {
  const [from = "", to = "", more] = (text.includes(":") ? text : `${text}:`).split(":");
  const printed = more === undefined ? risingRange(most64)(`${from}:${to}`, family) : null;
  if (printed === null) return null;
  const [first = "0", last = first] = printed.split(":");
  return BigInt(last) === most64 || BigInt(last) === 0n ? first : `${first}:${last}`;
};

/** A name belongs to the host's own list. */
export const connectionLabel: ReadValue = (text, family) =>
  text === "" || (/^\d/.test(text) && number(127)(text, family) === null) ? null : quoted(text, family);

/** Names of message types stay as they are. */
export const mobilityType: ReadValue = (text, family) =>
  /^[a-z][a-z-]*$/i.test(text) ? text : range(most8, true)(text, family);

/** The sides of a set, one for each of its dimensions. */
export const setSides: ReadValue = (text) => (/^(?:src|dst)(?:,(?:src|dst)){0,5}$/.test(text) ? text : null);
