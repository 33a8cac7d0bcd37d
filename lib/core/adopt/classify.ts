import type { PortRange } from "@/lib/core/net/port-range";
import { unprivilegedPorts } from "@/lib/core/net/port-range";
import type { Rate } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Target } from "@/lib/core/ruleset/target";
import type { Implied, Note } from "./account";
import type { Box, BoxRule, Services } from "./box";
import { noServices } from "./box";
import { type Conditions, readConditions, type Surroundings, type Unsaid } from "./conditions";
import { isImpossible, isOrdinaryStart } from "./flags";
import { type RateNote, rateOf } from "./rate";

/** What one rule says, looked at alone; its place among the others is looked at afterwards. */
export type Meaning =
  | { readonly kind: "implied"; readonly by: Implied; readonly notes: readonly Note[] }
  | { readonly kind: "box"; readonly rule: Omit<BoxRule, "parts">; readonly notes: readonly Note[] }
  /** Every answer is let through. */
  | { readonly kind: "answers-all"; readonly notes: readonly Note[] }
  /** Answers to the VPS as a client are let in from these services only. */
  | { readonly kind: "answers-of"; readonly services: Services }
  | { readonly kind: "setting"; readonly name: "invalid" | "scans" }
  | {
      readonly kind: "rate";
      readonly name: "newConnections" | "ping";
      readonly rate: Rate;
      readonly note: RateNote;
    }
  /** Refuses what exceeds a rate; the rule that accepts the rest follows. */
  | { readonly kind: "above"; readonly box: Box; readonly rate: Rate; readonly note: RateNote }
  /** Writes a sender down for such a rule. */
  | { readonly kind: "counts"; readonly box: Box }
  | { readonly kind: "log"; readonly about: string; readonly everything: boolean; readonly lines: number }
  | ({ readonly kind: "opaque" } & Unsaid);

const opaque = (because: Unsaid["because"], detail = ""): Meaning => ({ kind: "opaque", because, detail });
const implied = (by: Implied, ...notes: Note[]): Meaning => ({ kind: "implied", by, notes });

const everyPort: readonly PortRange[] = [{ first: 1, last: 65535 }];

const isPort = (ranges: readonly PortRange[] | null, port: number) =>
  ranges?.length === 1 && ranges[0]?.first === port && ranges[0]?.last === port;

/** Address renewal, as the compiler lets it pass always: between the two ports of each family's DHCP. */
function isDhcp({ protocol, ports, senderPorts }: Conditions, { family, hook }: Surroundings): boolean {
  if (protocol !== 17) return false;
  if (family === 6) return isPort(ports, hook === "INPUT" ? 546 : 547);
  const [from, to] = hook === "INPUT" ? [67, 68] : [68, 67];
  return isPort(ports, to) && (senderPorts === null || isPort(senderPorts, from));
}

/** Types that are errors or answers, which no connection begins with. */
const errors4: ReadonlySet<number> = new Set([3, 4, 11, 12]);
const always6: ReadonlySet<number> = new Set([1, 2, 3, 4, 130, 131, 132, 133, 134, 135, 136, 143]);

/** What an ICMP rule asks for: a meaning of its own, or the echo request as a service. */
function icmpServices(type: number | null, accepts: boolean, family: 4 | 6): Meaning | Services {
  if (type === null || type === (family === 4 ? 8 : 128)) return { ...noServices, ping: true };
  if (accepts && type === (family === 4 ? 0 : 129)) return implied("answers");
  if (accepts && family === 4 && errors4.has(type)) return implied("errors", "related");
  if (family === 6 && always6.has(type)) return accepts ? implied("neighbours") : opaque("always");
  return opaque("protocol", `icmp ${type}`);
}

function servicesOf(conditions: Conditions, accepts: boolean, family: 4 | 6): Meaning | Box["services"] {
  const { protocol, ports, icmpType } = conditions;
  switch (protocol) {
    case null:
      return ports === null ? "all" : opaque("ports");
    case 6:
      return { ...noServices, tcp: ports ?? everyPort };
    case 17:
      return { ...noServices, udp: ports ?? everyPort };
    case family === 4 ? 1 : 58:
      return icmpServices(icmpType, accepts, family);
    default:
      return opaque("protocol", String(protocol));
  }
}

/** Rules for packets that follow a first one: answers, and what goes on. */
function followers(conditions: Conditions, where: Surroundings): Meaning {
  const { states, senderPorts, protocol, ports, far, own, helper, user } = conditions;
  if (states?.has("INVALID") || states?.has("UNTRACKED")) return opaque("state", [...states].join(","));
  const narrowed = ports !== null && !isHigh(ports);
  if (
    where.hook === "INPUT" &&
    senderPorts !== null &&
    (protocol === 6 || protocol === 17) &&
    conditions.unsaid === null &&
    !narrowed &&
    far === null &&
    own === null &&
    user === null &&
    !helper
  ) {
    const name = protocol === 6 ? "tcp" : "udp";
    return { kind: "answers-of", services: { ...noServices, [name]: senderPorts } };
  }
  const notes: readonly Note[] = states?.has("RELATED") ? ["related"] : [];
  return asksOnly(conditions, "states", "direction")
    ? { kind: "answers-all", notes }
    : implied("answers", ...notes);
}

const isHigh = (ports: readonly PortRange[]) =>
  ports.length === 1 &&
  ports[0]?.first === unprivilegedPorts.first &&
  ports[0]?.last === unprivilegedPorts.last;

/** Whether nothing is asked but what the keys name. */
function asksOnly(conditions: Conditions, ...keys: (keyof Conditions)[]): boolean {
  const asked: Record<keyof Conditions, boolean> = {
    loopback: conditions.loopback,
    oneInterface: false,
    protocol: conditions.protocol !== null,
    icmpType: conditions.icmpType !== null,
    far: conditions.far !== null,
    own: conditions.own !== null,
    ports: conditions.ports !== null,
    senderPorts: conditions.senderPorts !== null,
    states: conditions.states !== null,
    direction: conditions.direction !== null,
    flags: conditions.flags.length > 0,
    hop255: conditions.hop255,
    user: conditions.user !== null,
    helper: conditions.helper,
    rate: conditions.rate !== null,
    comment: false,
    never: false,
    unsaid: conditions.unsaid !== null,
  };
  return Object.entries(asked).every(([key, is]) => !is || keys.some((one) => one === key));
}

function refusal(conditions: Conditions): Meaning | null {
  const { states, flags, protocol } = conditions;
  if (conditions.unsaid !== null) return { kind: "opaque", ...conditions.unsaid };
  if (states !== null && !states.has("NEW")) {
    const invalid = states.size === 1 && states.has("INVALID");
    return invalid && asksOnly(conditions, "states", "protocol")
      ? { kind: "setting", name: "invalid" }
      : opaque("state", [...states].join(","));
  }
  if (flags.length === 1 && protocol === 6 && flags.every(isImpossible)) {
    if (asksOnly(conditions, "flags", "protocol")) return { kind: "setting", name: "scans" };
  }
  return null;
}

function boxOf(conditions: Conditions, services: Box["services"]): Box | Meaning {
  const { senderPorts, far, own, user, flags, direction, helper, hop255 } = conditions;
  // A connection's first packet has SYN and nothing beside it, so asking for that asks nothing more.
  if (!flags.every(isOrdinaryStart)) return opaque("flags");
  if (direction === "REPLY" || helper) return opaque("state");
  if (hop255) return opaque("condition");
  const unprivileged = senderPorts !== null && isHigh(senderPorts);
  if (senderPorts !== null && !unprivileged) return opaque("ports");
  return { far, own, services, unprivileged, user };
}

const isMeaning = (value: Box | Services | "all" | Meaning): value is Meaning =>
  typeof value === "object" && "kind" in value;

/** The rule that a policy of this panel makes for echo requests, by the name of its table of rates. */
function isOwnPing(conditions: Conditions, { hook, family }: Surroundings): boolean {
  const { rate, icmpType } = conditions;
  const own = rate?.kind === "source-limit" && rate.name.startsWith("sk-");
  return (
    own &&
    hook === "INPUT" &&
    icmpType === (family === 4 ? 8 : 128) &&
    asksOnly(conditions, "protocol", "icmpType", "rate")
  );
}

/** What a rule with a verdict says. */
function verdictMeaning(
  verdict: "accept" | "drop" | "reject",
  conditions: Conditions,
  where: Surroundings,
): Meaning {
  const accepts = verdict === "accept";
  const { states, rate } = conditions;
  if (conditions.loopback) return accepts ? implied("loopback") : opaque("loopback");
  if (accepts && isDhcp(conditions, where)) return implied("dhcp");
  // Without SYN no connection begins, so this too is about packets that follow a first one.
  const follows = states !== null ? !states.has("NEW") : !conditions.flags.every(isOrdinaryStart);
  if (accepts && follows) return followers(conditions, where);
  if (!accepts) {
    const refused = refusal(conditions);
    if (refused !== null) return refused;
  }
  const services = servicesOf(conditions, accepts, where.family);
  if (isMeaning(services)) return services;
  if (conditions.unsaid !== null) return { kind: "opaque", ...conditions.unsaid };
  if (conditions.hop255 && conditions.protocol === 58 && accepts) return implied("neighbours");
  const box = boxOf(conditions, services);
  if (isMeaning(box)) return box;
  if (where.hook === "OUTPUT" && box.unprivileged) return opaque("ports");
  const icmp = conditions.protocol === (where.family === 4 ? 1 : 58) && conditions.icmpType === null;
  const notes: Note[] = [
    ...(icmp ? (["other-icmp"] as const) : []),
    ...(conditions.oneInterface ? (["one-interface"] as const) : []),
  ];
  const told = rate === null ? null : rateOf(rate);
  if (rate !== null && told === null) return opaque("rate");
  if (told !== null && told.above === accepts) return opaque("rate");
  if (told !== null && !accepts) {
    const everyTcp = asksOnly(conditions, "protocol", "states", "rate") && conditions.protocol === 6;
    if (everyTcp && where.hook === "INPUT")
      return { kind: "rate", name: "newConnections", rate: told.rate, note: told.note };
    return { kind: "above", box, rate: told.rate, note: told.note };
  }
  if (told !== null && isOwnPing(conditions, where))
    return { kind: "rate", name: "ping", rate: told.rate, note: told.note };
  return {
    kind: "box",
    rule: {
      ...box,
      verdict,
      log: false,
      limit: told?.rate ?? null,
      comment: conditions.comment,
    },
    notes: told === null ? notes : [...notes, told.note],
  };
}

/** Conditions as a text, without a rate and without what every first packet meets. */
function aboutText(conditions: Conditions): string {
  const { rate: _rate, comment: _comment, unsaid: _unsaid, states, ...rest } = conditions;
  const first = states === null || states.has("NEW") ? "new" : [...states].join();
  return JSON.stringify([rest, first], (_, value) => (typeof value === "bigint" ? String(value) : value));
}

function logMeaning(conditions: Conditions): Meaning {
  const told = conditions.rate === null ? null : rateOf(conditions.rate);
  const perMinute = { second: 60, minute: 1, hour: 1 / 60, day: 1 / 1440 };
  const lines = told === null ? 600 : Math.round(told.rate.count * perMinute[told.rate.per]);
  return {
    kind: "log",
    about: aboutText(conditions),
    everything: asksOnly(conditions, "rate", "states") && (conditions.states?.has("NEW") ?? true),
    lines: Math.min(600, Math.max(1, lines)),
  };
}

/** What a rule says to the reader of a policy. `policy`: the chain's own verdict, for a rule that returns to it. */
export function classify(
  matches: readonly Match[],
  target: Target,
  where: Surroundings,
  policy: "accept" | "drop",
): Meaning {
  const conditions = readConditions(matches, where);
  const verdict = target.kind === "return" ? policy : target.kind;
  const { unsaid } = conditions;
  if (conditions.never) return implied("nothing");
  switch (verdict) {
    case "accept":
    case "drop":
    case "reject":
      return verdictMeaning(verdict, conditions, where);
    case "none": {
      if (unsaid !== null || conditions.rate?.kind !== "recent") return implied("nothing");
      const services = servicesOf(conditions, true, where.family);
      const box = isMeaning(services) ? services : boxOf(conditions, services);
      return isMeaning(box) ? opaque("rate") : { kind: "counts", box };
    }
    case "log":
    case "nflog":
      return unsaid === null ? logMeaning(conditions) : opaque("log", unsaid.detail);
    default:
      return opaque("target", verdict);
  }
}

/** What two rules about the same packets have in common: the text that a log rule carries as `about`. */
export function aboutOf(matches: readonly Match[], where: Surroundings): string | null {
  const conditions = readConditions(matches, where);
  return conditions.unsaid === null ? aboutText(conditions) : null;
}
