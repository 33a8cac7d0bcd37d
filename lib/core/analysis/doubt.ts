/**
 * Sentences in which an answer says what it hangs on where that is no condition of a rule, by their codes. `{…}` stands
 * for a value. The sentence is also the name of the condition: two of the same name are both true or both false.
 */
const sentences = {
  target: "what {target} does with the packet",
  "chain-missing": "chain {chain} is not in the text",
  "chain-loop": "chain {chain} leads back to itself",
  "too-many": "more open conditions than can be followed",
  "too-far": "more jumps between chains than can be followed",
  "host-rules": "what the host's own rules say after {chain}",
  "chain-policy": "the chain policy of {chain}, which the text does not say",
  "other-family": "what the rules of IPv{asked} say: these are the rules of IPv{given}",
  "tables-order": "whether security comes before nat: it does in legacy iptables, not in nf_tables",
  "listens-there": "what listens where this sends it: {rule}",
  "given-address": "which address this gives: {rule}",
  "earlier-nat": "what nat did to the connection when it began",
  "earlier-unsaid": "to what the connection was translated when it began",
  "earlier-related": "what nat did to the connection that the packet is related to",
  "left-by-lo": "it left by lo",
  "sent-here": "it is sent to this host itself",
  "said-chain": "the packet is said to be in {chain}",
  "as-said": "as it is said",
  "maybe-own": "whether {address} is an address of this host",
  "maybe-own-new": "whether the new destination is an address of this host",
  own: "{address} is an address of this host",
  "own-among-others": "{address} means this host among others",
  "every-hosts": "{address} is an address of every host",
  others: "{address} is no address of this host",
  "not-forwarded": "{address} is no address of this host, which does not forward",
  "others-routed": "{address} is no address of this host; the route to it",
  routed: "the route to {address}",
  "route-refuses": "the route to {address} is {type}",
  "no-route": "there is no route to {address}",
  "hops-used": "its hop limit is used up",
  "new-destination": "the new destination is not known",
  "open-destination": "the destination is not known",
  "open-routes": "the routes are not known",
  "loopback-from-outside": "whether {address} is let in from outside (route_localnet)",
  "group-members": "who listens to {address}",
  "source-type": "the source address is of type {type}",
  "destination-type": "the destination address is of type {type}",
  "address-type": "{address} is of type {type}",
  "given-type": "the address that {rule} gives is of type {type}",
  "earlier-type": "the address that nat gave to the connection is of type {type}",
  bits: "{field} has the bits {value} under {mask}",
  "came-in-kept": "POSTROUTING still knows by which interface a packet came in (kernels from 5.7 on)",
  translated: "the connection was translated when it began",
  "translated-so": "the connection was translated when it began ({number})",
  "related-translated": "the connection that the packet is related to is translated",
  "source-translated": "the connection's source was translated when it began",
  "given-destination": "the address that {rule} gives",
  "given-port": "the port that {rule} gives",
  "given-value": "the {field} that {rule} gives",
  "earlier-destination": "the address that nat gave to the connection",
  "earlier-port": "the port that nat gave to the connection",
  "way-out": "the interface by which it leaves after a translation",
  "hops-after": "the hop limit after a translation",
} as const;

export type DoubtCode = keyof typeof sentences;
export const doubtCodes = Object.keys(sentences) as readonly DoubtCode[];

/** A sentence by its code, with the values that stand in it. */
export type Doubt = { readonly code: DoubtCode; readonly params: Readonly<Record<string, string>> };

type Holes<Text extends string> = Text extends `${string}{${infer Hole}}${infer Rest}`
  ? Hole | Holes<Rest>
  : never;

/** The sentence of a code in English; `params` are its values. */
export function doubtText<Code extends DoubtCode>(
  code: Code,
  params: Readonly<Record<Holes<(typeof sentences)[Code]>, string | number | bigint>>,
): string {
  const values: Readonly<Record<string, string | number | bigint>> = params;
  return sentences[code].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}

/** What a value looks like, so that no sentence can be taken for another one. */
const shapes: Readonly<Record<string, string>> = {
  address: "[0-9a-f.:]+",
  asked: "[46]",
  given: "[46]",
  number: "\\d+",
  field: "[a-z-]+",
  type: "[A-Za-z_,]+",
};

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const patternOf = (sentence: string) =>
  new RegExp(
    `^${sentence
      .split(/(\{\w+\})/)
      .map((part) => {
        const name = /^\{(\w+)\}$/.exec(part)?.[1];
        return name === undefined ? escaped(part) : `(?<${name}>${shapes[name] ?? ".+"})`;
      })
      .join("")}$`,
  );
const patterns = doubtCodes.map((code) => [code, patternOf(sentences[code])] as const);

/** The code and the values of a sentence that `doubtText` made; null where it is none. */
export function readDoubt(text: string): Doubt | null {
  for (const [code, pattern] of patterns) {
    const found = pattern.exec(text);
    if (found !== null) return { code, params: { ...found.groups } };
  }
  return null;
}
