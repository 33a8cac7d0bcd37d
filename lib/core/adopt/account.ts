import type { Family } from "@/lib/core/net/family";
import type { Owner } from "./owner";

/** A live rule by its place; `index` counts from 0 in its chain, and null is the policy of a built-in chain. */
export type LiveRef = {
  readonly family: Family;
  readonly table: string;
  readonly chain: string;
  readonly index: number | null;
  /** From 1 in the save text; null for a chain policy. */
  readonly line: number | null;
  readonly text: string;
};

/**
 * What a live rule became: a policy rule by its id, or a setting. `rest`: the verdict for what no rule speaks of;
 * `hand-on`: that verdict stays the host's own.
 */
export type Place =
  | { readonly kind: "rule"; readonly id: string }
  | { readonly kind: "setting"; readonly name: Setting };
export type Setting =
  | "invalid"
  | "spoofed"
  | "scans"
  | "own-senders"
  | "port-scan"
  | "ssh-guessing"
  | "new-connections"
  | "open-connections"
  | "ping"
  | "log-refused"
  | "observe"
  | "client-mode"
  | "client-services"
  | "forward"
  | "rest"
  | "hand-on";

/** Why a live rule needs no policy rule. */
export type Implied =
  | "loopback"
  | "answers"
  | "errors"
  | "neighbours"
  | "dhcp"
  /** Refuses what the end refuses anyway, or accepts what everything is accepted for. */
  | "rest"
  /** Leads to a chain whose rules are in this account themselves. */
  | "leads-on"
  /** Decides nothing today: an empty chain, a rule behind one that takes everything, a rule without a target. */
  | "nothing";

/**
 * What differs although the rule is expressed. Those of `changing` concern the first packet of a connection; the others
 * concern only packets that follow one, or packets that no ordinary connection begins with.
 */
export type Note =
  | "other-icmp"
  | "silent"
  | "rate"
  /** The same rate for the same senders, by a counter of its own, which begins at nothing. */
  | "counted-anew"
  | "closed"
  | "loopback-sender"
  /** Some packets are sent here past rules of the policy by a rule that a policy has no word for. */
  | "sent-on"
  | "answers-too"
  | "one-interface"
  | "related";
const changing: ReadonlySet<Note> = new Set([
  "other-icmp",
  "silent",
  "rate",
  "counted-anew",
  "closed",
  "loopback-sender",
  "sent-on",
]);

/** Why a rule is not said in the policy. `condition`: one that is not understood or has no word there. */
export type Because =
  | "condition"
  | "protocol"
  | "interface"
  | "ports"
  | "destination"
  | "sender"
  | "account"
  | "flags"
  | "rate"
  | "state"
  | "loopback"
  | "always"
  | "answers"
  | "chain"
  | "target"
  | "log"
  /** Could be said, but is one more rule than a policy holds; asked as today, behind the policy. */
  | "too-many";

/** What becomes of a live rule; exactly one for each. `detail`: the words of iptables on which it hangs, or "". */
export type Treatment =
  | { readonly kind: "fits"; readonly into: readonly Place[]; readonly notes: readonly Note[] }
  | { readonly kind: "implied"; readonly by: Implied; readonly notes: readonly Note[] }
  | { readonly kind: "foreign"; readonly owner: Owner }
  | { readonly kind: "opaque"; readonly because: Because; readonly detail: string };

/** A live rule (or chain policy) and what becomes of it. */
export type Entry = LiveRef & Treatment;

/** One name for a place, unique in both families. */
export function refKey({ family, table, chain, index }: LiveRef): string {
  return `${family} ${table} ${chain} ${index ?? "policy"}`;
}

/**
 * Whether each first packet of a connection (`isFirstPacket`) that this rule decides today meets the same verdict by the
 * policy. What is foreign or cannot be said makes no such claim; what only found no room is asked as today.
 */
export function keepsMeaning(treatment: Treatment): boolean {
  switch (treatment.kind) {
    case "fits":
    case "implied":
      return !treatment.notes.some((note) => changing.has(note));
    case "foreign":
      return false;
    case "opaque":
      return treatment.because === "too-many";
  }
}

const weight = { opaque: 3, fits: 2, implied: 1, foreign: 0 } as const;

function samePlace(a: Place, b: Place): boolean {
  return a.kind === "rule" ? b.kind === "rule" && a.id === b.id : b.kind === "setting" && a.name === b.name;
}

const isIdle = (treatment: Treatment) => treatment.kind === "implied" && treatment.by === "nothing";
const notesOf = (treatment: Treatment) => ("notes" in treatment ? treatment.notes : []);

/** The one that tells more, with what differs on either way. */
function fuller(a: Treatment, b: Treatment): Treatment {
  const [more, less] = weight[b.kind] > weight[a.kind] || (a.kind === b.kind && isIdle(a)) ? [b, a] : [a, b];
  const notes = [...new Set([...notesOf(more), ...notesOf(less)])];
  switch (more.kind) {
    case "fits": {
      const other = less.kind === "fits" ? less.into : [];
      const added = other.filter((place) => !more.into.some((one) => samePlace(one, place)));
      return { ...more, into: [...more.into, ...added], notes };
    }
    case "implied":
      return { ...more, notes };
    case "foreign":
    case "opaque":
      return more;
  }
}

/** One treatment of a rule that is met on several ways (a chain that two rules lead to); null: of none. */
export function joined(all: readonly Treatment[]): Treatment | null {
  const [first, ...others] = all;
  return first === undefined ? null : others.reduce(fuller, first);
}
