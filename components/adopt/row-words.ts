import type { ChangeRow, ServiceSpan } from "@/lib/core/analysis/diff/change-row";
import { formatAddress, lastAddressValue } from "@/lib/core/net/address";
import { countAddresses, mergeRanges, subtractRanges } from "@/lib/core/net/interval-set";
import type { PortRange } from "@/lib/core/net/port-range";
import { type AddressRange, rangeToPrefixes, shortPrefix } from "@/lib/core/net/prefix";

/** The texts of `adopt.change`; keys are chosen by data. */
export type RowTexts = (key: string, values?: Record<string, string | number>) => string;

/** More than this in a list is counted. */
const named = 4;

function listed(t: RowTexts, words: readonly string[]): string {
  const list = words.slice(0, named).join(t("joint"));
  return words.length > named ? t("andMore", { list, count: words.length - named }) : list;
}

const span = ({ first, last }: PortRange) => (first === last ? String(first) : `${first}–${last}`);

function rangeWord(range: AddressRange): string {
  const [prefix, ...more] = rangeToPrefixes(range);
  if (prefix !== undefined && more.length === 0) return shortPrefix(prefix);
  const { family, first, last } = range;
  return `${formatAddress({ family, value: first })}–${formatAddress({ family, value: last })}`;
}

const names: Readonly<Record<number, string>> = {
  6: "tcp",
  17: "udp",
  33: "dccp",
  132: "sctp",
  136: "udplite",
};
const isIcmp = (protocol: number) => protocol === 1 || protocol === 58;
const carriesPorts = (protocol: number) => names[protocol] !== undefined;

/** Types out of `type * 256 + code`. */
const typesOf = (ranges: readonly PortRange[]) =>
  ranges.map(({ first, last }) => ({ first: first >> 8, last: last >> 8 }));

function gaps(ranges: readonly PortRange[], most: number): PortRange[] {
  const left: PortRange[] = [];
  let at = 0;
  for (const { first, last } of ranges.toSorted((a, b) => a.first - b.first)) {
    if (first > at) left.push({ first: at, last: first - 1 });
    at = Math.max(at, last + 1);
  }
  return at <= most ? [...left, { first: at, last: most }] : left;
}

function spanWord(t: RowTexts, { protocols, ports, icmp }: ServiceSpan): string {
  if (icmp !== null) return t("icmp", { types: typesOf(icmp).map(span).join(", ") });
  const one = protocols !== null && protocols.first === protocols.last ? protocols.first : null;
  const name =
    protocols === null
      ? ""
      : one === null
        ? t("protocols", protocols)
        : (names[one] ?? (isIcmp(one) ? "ICMP" : t("protocol", { number: one })));
  const list = ports === null ? "" : listed(t, ports.map(span));
  return [name, list].filter((word) => word !== "").join(" ");
}

/** What is missing from spans that hold nearly every protocol; null where they hold few. */
function missing(t: RowTexts, services: readonly ServiceSpan[]): string[] | null {
  const whole = new Set<number>();
  for (const { protocols, ports, icmp } of services) {
    if (ports !== null || icmp !== null) continue;
    for (let at = protocols?.first ?? 0; at <= (protocols?.last ?? 255); at++) whole.add(at);
  }
  if (whole.size < 200) return null;
  const words: string[] = [];
  for (let at = 0; at <= 255; at++) {
    if (whole.has(at)) continue;
    const parts = services.filter(
      ({ protocols }) => protocols !== null && protocols.first <= at && at <= protocols.last,
    );
    const ranges = parts.flatMap(({ ports, icmp }) => (isIcmp(at) ? icmp : ports) ?? []);
    if (ranges.length === 0 || !(isIcmp(at) || carriesPorts(at))) {
      words.push(spanWord(t, { protocols: { first: at, last: at }, ports: null, icmp: null }));
    } else if (isIcmp(at)) {
      words.push(spanWord(t, { protocols: null, ports: null, icmp: gaps(ranges, 65535) }));
    } else {
      words.push(spanWord(t, { protocols: { first: at, last: at }, ports: gaps(ranges, 65535), icmp: null }));
    }
  }
  return words;
}

/** What the packets of a row are for: `tcp 22, 443`, or everything but something. */
export function servicesWord(t: RowTexts, services: ChangeRow["services"]): string {
  if (services === null || services.length === 0) return t("everything");
  const without = missing(t, services);
  if (without === null)
    return listed(
      t,
      services.map((one) => spanWord(t, one)),
    );
  return without.length === 0 ? t("everything") : t("except", { list: listed(t, without) });
}

/** No packet from elsewhere comes from these: the loopback and groups. */
const neverSenders: Readonly<Record<4 | 6, readonly { readonly first: bigint; readonly last: bigint }[]>> = {
  4: [
    { first: 0x7f000000n, last: 0x7fffffffn },
    { first: 0xe0000000n, last: 0xefffffffn },
  ],
  6: [
    { first: 1n, last: 1n },
    { first: 0xff00n << 112n, last: (1n << 128n) - 1n },
  ],
};

/** Addresses by name; those that are nearly all, by what is missing. */
function addressesWord(t: RowTexts, ranges: readonly AddressRange[] | null, all: string): string {
  const [some] = ranges ?? [];
  if (ranges === null || some === undefined) return t(all);
  const { family } = some;
  const every = { family, first: 0n, last: lastAddressValue(family) };
  const without = subtractRanges([every], mergeRanges(ranges));
  const told = without.filter(
    ({ first, last }) => !neverSenders[family].some((never) => never.first <= first && last <= never.last),
  );
  if (countAddresses(without) * 2n > every.last || told.length > ranges.length) {
    return listed(t, ranges.map(rangeWord));
  }
  return told.length === 0 ? t(all) : t(`${all}But`, { list: listed(t, told.map(rangeWord)) });
}

/** Interfaces that a row is about, where it is not about those that no rule names; "" for all of them. */
function interfaceWord(t: RowTexts, names: readonly string[] | null): string {
  return names === null || names.includes("*") ? "" : t("by", { list: listed(t, names) });
}

/** One row in a sentence: who, to what, and where. */
export function rowSentence(t: RowTexts, row: ChangeRow): string {
  const { hook, sources, destinations, services } = row;
  const values = {
    who: addressesWord(t, sources, "anyone"),
    to: addressesWord(t, destinations, "anywhere"),
    what: servicesWord(t, services),
    by: `${interfaceWord(t, row.in)}${interfaceWord(t, row.out)}`,
  };
  switch (hook) {
    case "INPUT":
      return t(destinations === null ? "in" : "inAt", values);
    case "OUTPUT":
      return t("out", values);
    case "FORWARD":
      return t("through", values);
  }
}
