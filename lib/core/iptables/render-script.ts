import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { shellComment } from "./quote";
import { type Block, scriptBlocks } from "./script-blocks";

/** What the stand-alone script is made from: flat rulesets (built-in chains), and lines for its head. */
export type ScriptInput = {
  readonly ruleset4: Ruleset;
  readonly ruleset6: Ruleset | null;
  /** Plain sentences for the head, such as the role and its sources. */
  readonly header: readonly string[];
};

/** Chain policies in the order in which they are set: what cuts comes last, and the way out last of all. */
const policyOrder = ["FORWARD", "INPUT", "OUTPUT"] as const;

function policies(ruleset: Ruleset | null, program: string): readonly string[] {
  const chains = ruleset?.tables.find(({ name }) => name === "filter")?.chains ?? [];
  return policyOrder.flatMap((name) => {
    const policy = chains.find((chain) => chain.name === name)?.policy ?? null;
    return policy === null ? [] : [`${program} -P ${name} ${policy}`];
  });
}

/** Comments with their numbers: 1 loopback and what always passes, 2 the way out, one number for each block in, then the rest. */
function numbered(blocks: readonly Block[]): readonly string[] {
  let number = 0;
  let part = "";
  return blocks.flatMap(({ part: own, note, commands4, commands6 }) => {
    const continued = own === part && (own === "first" || own === "out");
    if (!continued) number++;
    part = own;
    const label = continued ? "   " : `${number}. `;
    return ["", shellComment(`${label}${note}`), ...commands4, ...commands6];
  });
}

const preamble = (replaced: string, restored: string): readonly string[] => [
  "set -eu",
  "PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin",
  "export PATH",
  "",
  'if [ "$(id -u)" != 0 ]; then',
  '  echo "This script must run as root." >&2',
  "  exit 1",
  "fi",
  "if ! command -v iptables >/dev/null; then",
  '  echo "The program iptables is missing: nothing was changed." >&2',
  "  exit 1",
  "fi",
  "if [ ! -e /proc/net/if_inet6 ]; then",
  '  echo "This server has no IPv6: its rules are left out." >&2',
  "  ip6tables() { :; }",
  "elif ! command -v ip6tables >/dev/null; then",
  '  echo "This server has IPv6 and no program ip6tables: nothing was changed." >&2',
  "  exit 1",
  "else",
  '  ip6tables() { command ip6tables -w "$@"; }',
  "fi",
  "",
  "# Commands wait while another program changes rules, and go on to the end when the SSH session breaks off.",
  'iptables() { command iptables -w "$@"; }',
  `trap 'echo "Stopped before the end: ${replaced}" >&2' EXIT`,
  "trap 'exit 1' INT TERM",
  "trap '' HUP",
  "",
  restored,
];

const wholeTable = [
  "iptables -P INPUT ACCEPT",
  "iptables -P FORWARD ACCEPT",
  "iptables -P OUTPUT ACCEPT",
  "iptables -F",
  "iptables -X",
];

/**
 * The stand-alone script: POSIX shell, both families, in the order in which people read it while connected over SSH.
 * It may be run again. Rulesets whose built-in chains have no policy (the sandbox) only rebuild the chains they hold.
 */
export function renderScript({ ruleset4, ruleset6, header }: ScriptInput): string {
  const last4 = policies(ruleset4, "iptables");
  const last6 = policies(ruleset6, "ip6tables");
  const whole = last4.length > 0;
  const both = (commands: readonly string[]) => [
    ...commands,
    ...(ruleset6 === null ? [] : commands.map((command) => command.replace(/^iptables/, "ip6tables"))),
  ];
  const scope = whole
    ? "It replaces the whole filter table, IPv4 and IPv6: rules of other programs in it are lost."
    : "It rebuilds the chain OUTPUT of the filter table, IPv4 and IPv6, and touches nothing else.";
  const lines = [
    "#!/bin/sh",
    ...header.map(shellComment),
    shellComment(scope),
    shellComment("It holds until the next restart, and may be run again at any time."),
    ...preamble(
      whole ? "the rules are not complete, and more may pass than should." : "OUTPUT is not complete.",
      shellComment(
        whole ? "0. Begin with an empty table that lets everything pass." : "0. Begin with an empty chain.",
      ),
    ),
    ...both(whole ? wholeTable : ["iptables -F OUTPUT"]),
    ...numbered(scriptBlocks({ 4: ruleset4, 6: ruleset6 })),
    ...(whole
      ? ["", shellComment("99. From here on, what is not allowed above does not pass."), ...last4, ...last6]
      : []),
    "",
    "trap - EXIT",
  ];
  return lines.map((line) => `${line}\n`).join("");
}
