/** What a host's filter table of one family holds, ours and foreign apart. */
export type Tables = {
  /** Our chains and their rules, chain by chain, and the jumps that lead to us: comparable text. */
  readonly chains: string;
  readonly jumps: readonly string[];
  /** All the rest, all tables: chains and policies sorted, rules chain by chain in their order. */
  readonly foreign: readonly string[];
  /** How many of our rules stand behind a jump to us in a built-in chain that lets a ban come first. */
  readonly jumpBeforeBans: boolean;
};

const chainOf = (line: string) => line.split(" ")[1] ?? "";
/** Chains first, then their rules, each chain's in order: programs print chains in the order in which they were made. */
export const byChain = (lines: readonly string[]) => [
  ...lines.filter((line) => line.startsWith(":")).sort(),
  ...inOrder(lines.filter((line) => !line.startsWith(":"))),
];
const inOrder = (lines: readonly string[]) =>
  lines
    .map((line, at) => ({ line, at }))
    .sort((a, b) =>
      chainOf(a.line) < chainOf(b.line) ? -1 : chainOf(a.line) > chainOf(b.line) ? 1 : a.at - b.at,
    )
    .map(({ line }) => line);

/** Reads what `iptables-save` printed. */
export function readTables(saved: string): Tables {
  const ours: string[] = [];
  const declared: string[] = [];
  const jumps: string[] = [];
  const foreign: string[] = [];
  let table = "";
  let inputBegan = false;
  let jumpBeforeBans = false;
  for (const raw of saved.split("\n")) {
    const line = raw.replace(/ \[\d+:\d+\]$/, "").trimEnd();
    if (line === "" || line === "COMMIT" || line.startsWith("#")) continue;
    if (line.startsWith("*")) {
      table = line;
      continue;
    }
    if (line.startsWith(":SEKISHO-")) declared.push(line.split(" ", 1)[0] ?? "");
    else if (line.startsWith("-A SEKISHO-")) ours.push(line);
    else if (/ -j SEKISHO-[A-Z]+$/.test(line)) {
      jumps.push(line);
      if (line.startsWith("-A INPUT ")) inputBegan = true;
    } else {
      if (inputBegan && line.startsWith("-A INPUT ") && line.endsWith("-j f2b-sshd")) jumpBeforeBans = true;
      // The legacy programs show a table only once somebody looked into it: an empty one is no difference.
      if (line.startsWith(":") && table !== "*filter") continue;
      foreign.push(table === "*filter" ? line : `${table} ${line}`);
    }
  }
  return {
    chains: [...declared.sort(), ...byChain(ours)].join("\n"),
    jumps: jumps.sort(),
    foreign: byChain(foreign),
    jumpBeforeBans,
  };
}
