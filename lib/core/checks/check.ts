import type { Family } from "@/lib/core/net/family";

/** What a check sends: one echo request, one TCP connection, a look-up of a name, an HTTP HEAD request. */
export const checkKinds = ["ping", "tcp", "dns", "http"] as const;
export type CheckKind = (typeof checkKinds)[number];

/** Places on the internet of a practice VPS. */
export const vantagePoints = ["office", "branch", "partner", "anybody"] as const;
export type VantagePoint = (typeof vantagePoints)[number];

/** Where a check starts: the host itself, the panel, a place of the practice internet, or another managed host. */
export type CheckFrom =
  | { readonly kind: "host" }
  | { readonly kind: "panel" }
  | { readonly kind: "vantage"; readonly name: VantagePoint }
  | { readonly kind: "neighbour"; readonly hostId: string; readonly name: string };

/**
 * Why a check is there. `service`: some rule opens it; `listens`: a program listens there; `both` of them; `forbidden`
 * and `allowed`: what the VPS may not and may reach as a client; `names`: that names are found; `own`: the operator's.
 */
export const checkReasons = ["service", "listens", "both", "forbidden", "allowed", "names", "own"] as const;
export type CheckReason = (typeof checkReasons)[number];

/** One check. `target` is an address or a name; null: the host itself, at every address at which it can be tried. */
export type Check = {
  readonly from: CheckFrom;
  readonly kind: CheckKind;
  readonly target: string | null;
  /** Null for ping and dns. */
  readonly port: number | null;
  readonly reason: CheckReason;
};

/**
 * What was seen. `works`: connected, echoed, found, answered. `connected`: of HTTP, a connection and no answer that is
 * HTTP. `refused`: at once. `silent`: no answer in time.
 * `unreachable`: a refusal that names the way or the right to send, from the local stack or a router; of a ping every
 * refusal. `no-route`: there is no way in this family. `cannot-resolve`: the name has no address here. `no-tool`: no program
 * on the host can try it. `unread`: a program said what nobody understands; its words are kept.
 */
export const seenOutcomes = [
  "works",
  "connected",
  "refused",
  "silent",
  "unreachable",
  "no-route",
  "cannot-resolve",
  "no-tool",
  "unread",
] as const;
export type SeenOutcome = (typeof seenOutcomes)[number];

/** Whether packets went there and came back: all that a firewall has a say in. */
export function gotThrough(outcome: SeenOutcome): boolean {
  return outcome === "works" || outcome === "connected";
}

/** One try of a check, at one address. */
export type Seen = {
  /** Null where no address was tried: a name that was not found, a program that is missing. */
  readonly address: string | null;
  readonly family: Family | null;
  readonly outcome: SeenOutcome;
  /** As long as it took; null: nothing was sent. */
  readonly milliseconds: number | null;
  /** The program that tried it; null: the panel itself. For `no-tool` what is missing. */
  readonly tool: string | null;
  /** The program's own words, one line; "" where it said nothing. */
  readonly words: string;
};

/** What rules make of a check; `cannot-tell`: neither the rules nor what is known of the packet say. */
export const expectedOutcomes = ["works", "refused", "silent", "unreachable", "cannot-tell"] as const;
export type ExpectedOutcome = (typeof expectedOutcomes)[number];

/** Whether an HTTP check speaks TLS; the host's script decides by the same ports. */
export function speaksTls({ kind, port }: Pick<Check, "kind" | "port">): boolean {
  return kind === "http" && (port === 443 || port === 8443);
}

const namePattern =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** Whether a text is a name that DNS can hold; digits and dots alone are a mistyped address. */
export function isDomainName(text: string): boolean {
  return namePattern.test(text) && !/^[\d.]+$/.test(text);
}

/** So many checks of one host at most: each waits for silence. */
export const mostChecks = 48;

/** So many ports are derived at most, own checks aside: each costs a connection of every place. */
export const mostPorts = 12;
