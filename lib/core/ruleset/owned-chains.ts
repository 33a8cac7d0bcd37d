/** The chains of the table filter that the panel creates and may rewrite; everything else on a host is foreign. */
export const ownedChains = {
  input: "SEKISHO-IN",
  output: "SEKISHO-OUT",
  forward: "SEKISHO-FWD",
} as const;

/** Our one chain outside filter: in the table raw, jumped to from its OUTPUT, it assigns helpers to connections. */
export const helperChain = "SEKISHO-RAW";

/** Where each owned chain is jumped to from, in its own table. */
export const hookOf: Readonly<Record<string, "INPUT" | "OUTPUT" | "FORWARD">> = {
  [ownedChains.input]: "INPUT",
  [ownedChains.output]: "OUTPUT",
  [ownedChains.forward]: "FORWARD",
  [helperChain]: "OUTPUT",
};

/** Whether a chain was created under our prefix. */
export function isOwned(chain: string): boolean {
  return chain.startsWith("SEKISHO-");
}
