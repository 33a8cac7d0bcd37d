/** The chains that the panel creates and may rewrite; everything else on a host is foreign. */
export const ownedChains = {
  input: "SEKISHO-IN",
  output: "SEKISHO-OUT",
  forward: "SEKISHO-FWD",
} as const;

/** Where each owned chain is jumped to from. */
export const hookOf: Readonly<Record<string, "INPUT" | "OUTPUT" | "FORWARD">> = {
  [ownedChains.input]: "INPUT",
  [ownedChains.output]: "OUTPUT",
  [ownedChains.forward]: "FORWARD",
};

/** Whether a chain was created under our prefix. */
export function isOwned(chain: string): boolean {
  return chain.startsWith("SEKISHO-");
}
