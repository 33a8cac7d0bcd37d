/** A text that stands in the sources, and what a mutant has in its place. */
export type SourceChange = { readonly file: string; readonly from: string; readonly to: string };

/** Faults planted into the product on purpose: a campaign that stays green with one of them proves nothing. */
export const mutants = {
  /** The timers say that they are armed, and do nothing when their time comes. */
  "no-timer": [
    {
      file: "lib/server/hosts/scripts/timer.sh",
      from: 'sleep "$seconds"\n',
      to: 'sleep "$seconds"\nexit 0\n',
    },
  ],
  /** A rollback brings back one family only. */
  "v4-only-rollback": [
    {
      file: "lib/server/hosts/scripts/tokens.sh",
      from: '[ "$has6" = no ] || "restore_$part" 6 "$old6" || restored=no',
      to: ":",
    },
  ],
  /** A confirm compares the rules and not the jumps that lead to them. */
  "jump-not-checked": [
    {
      file: "lib/server/hosts/scripts/confirm.sh",
      from: '[ "$owned" != "$sum" ] || return 0',
      to: '[ "$(printf "%s" "$owned" | grep -v " -j SEKISHO-")" != "$(printf "%s" "$sum" | grep -v " -j SEKISHO-")" ] || return 0',
    },
  ],
  /** Replies to the host's own connections are not told from those that others began. */
  "ctdir-ignored": [
    {
      file: "lib/core/compile/client.ts",
      from: 'const back = [ctState("ESTABLISHED"), reply];',
      to: 'const back = [ctState("ESTABLISHED")];',
    },
  ],
  /** The panel takes a lost answer to its confirm for a yes. */
  "answer-assumed": [
    {
      file: "lib/core/rollout/machine.ts",
      from: '    case "confirm":\n      // It may have happened and it may not: only the host knows.\n',
      to: '    case "confirm":\n      return end(state, "confirmed");\n',
    },
  ],
  /** Live rules are read back into what a boot loads, whoever wrote them: the rules of an apply that was never kept. */
  "persisted-early": [
    {
      file: "lib/server/hosts/scripts/apply.sh",
      from: '  read_uptime\n  say "APPLIED $id $up"\n',
      to: '  read_uptime\n  mkdir -p "$store"; owned_text "$sum4" >"$store/rules.v4"; owned_text "$sum6" >"$store/rules.v6"; boot_text >"$store/boot.sh"\n  say "APPLIED $id $up"\n',
    },
  ],
} as const satisfies Readonly<Record<string, readonly SourceChange[]>>;

export type MutantName = keyof typeof mutants;
