import { conditionText } from "@/lib/core/analysis/condition";
import { type DoubtCode, readDoubt } from "@/lib/core/analysis/doubt";
import type { PathVerdict, TableStage } from "@/lib/core/analysis/path/path-verdict";
import { type Dependency, isSameRule, type RuleRef } from "@/lib/core/analysis/verdict";
import { formatAddress } from "@/lib/core/net/address";
import type { Packet } from "@/lib/core/packet/packet";
import type { Policy } from "@/lib/core/policy/schema";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Answer, Clause, Decision, DependencyView, StationView, Way } from "./explain-view";
import { foldingOf } from "./fold-misses";
import { conditionClause } from "./rule-phrases";
import { type TableRules, tableRules } from "./rule-view";
import { tellLanes } from "./tell-lanes";

/** What a path is told with. */
export type PathContext = {
  readonly ruleset: Ruleset;
  /** The policy that the rules' origins lead to. */
  readonly policy: Policy | null;
  /** Ids of the draft's lines, which can be edited. */
  readonly inDraft: ReadonlySet<string>;
  /** Whether the host hands on what is not for it. */
  readonly forwarding: boolean;
  readonly packet: Packet;
  /** How the packet was asked about. */
  readonly way: Way;
  readonly show: string;
};

type RouteStation = Extract<StationView, { kind: "route" }>;

/** The rules of each table, made tellable once. */
class Tables {
  private readonly known = new Map<string, TableRules>();

  constructor(private readonly context: PathContext) {}

  of(table: string): TableRules {
    const { ruleset, policy, inDraft } = this.context;
    const rules = this.known.get(table) ?? tableRules(ruleset, table, policy, inDraft);
    this.known.set(table, rules);
    return rules;
  }

  view(ref: RuleRef): DependencyView["rule"] {
    return this.of(ref.table).view(ref);
  }

  /** The condition of a rule that has this text, as a phrase. */
  conditionAt(ref: RuleRef, text: string): Clause | null {
    const { family } = this.context.ruleset;
    const matches = this.of(ref.table).chain(ref.chain)?.rules[ref.index]?.matches ?? [];
    const match = matches.find((one) => conditionText(one, family) === text);
    return match === undefined ? null : conditionClause(match, family);
  }
}

/** Where the packet was going in the end: not always where it was asked about. */
function wayOf({ stages }: PathVerdict, asked: Way): Way {
  switch (stages.findLast((stage) => stage.kind === "route")?.to) {
    case "host":
      return "in";
    case "forward":
      return "through";
    case "out":
      return "out";
    default:
      return asked;
  }
}

function decisionOf(path: PathVerdict, tables: Tables): Decision | null {
  if (path.verdict === "cannot-tell") return null;
  const stage = path.stages[path.decidedAt];
  if (stage === undefined) return { kind: "nobody" };
  if (stage.kind === "route") return { kind: "routing" };
  const { table, chain } = stage;
  const rules = tables.of(table);
  if (path.rule !== null) return { kind: "rule", table, rule: rules.view(path.rule) };
  if (rules.chain(chain) === null) return { kind: "nobody" };
  return { kind: "chain-policy", table, chain, verdict: path.verdict === "accept" ? "accept" : "drop" };
}

/** A rate that was taken to be kept, said as what the packet keeps to. */
function assumedClause({ text, rule }: Dependency, tables: Tables): Clause {
  const { code, params } = (rule && tables.conditionAt(rule, text)) ?? {
    code: "other",
    params: { value: text },
  };
  if (code === "rate") return { code, params: { ...params, above: "no" } };
  return code === "connections" ? { code, params: { ...params, not: "yes" } } : { code, params };
}

/** What the answer hangs on, in the order in which the packet meets it; what lies on another way comes last. */
function inOrder({ dependsOn, trace }: PathVerdict): readonly Dependency[] {
  const place = ({ rule }: Dependency) => {
    const at = trace.findIndex((step) => step.kind === "rule" && isSameRule(step, rule));
    return at < 0 ? trace.length : at;
  };
  return dependsOn.toSorted((a, b) => place(a) - place(b));
}

/** The same rate in several rules is told once. */
function assumedOnce(list: readonly Dependency[]): readonly Dependency[] {
  return list.filter((one, at) => list.findIndex(({ text }) => text === one.text) === at);
}

/** The destination that the packet has got on its way. */
function becomes({ leaves }: PathVerdict, asked: Packet): string | null {
  if (leaves === null || leaves.destination === null) return null;
  const { destination, destinationPort: port } = leaves;
  const moved = asked.destination !== null && asked.destination.value !== destination.value;
  const otherPort = port?.first !== asked.destinationPort?.first;
  if (!moved && !otherPort) return null;
  const address = formatAddress(destination);
  if (port === null) return address;
  return destination.family === 6 ? `[${address}]:${port.first}` : `${address}:${port.first}`;
}

/** Why the host sends a packet no further. */
function dropReason(stage: RouteStation["to"], { forwarding, way }: PathContext): RouteStation["reason"] {
  if (stage !== "nowhere") return null;
  return way !== "out" && !forwarding ? "no-forwarding" : "no-route";
}

/** What the text leaves open of the connection, by the code of the sentence; all else of that kind is about the way. */
const ofConnection: ReadonlySet<DoubtCode> = new Set([
  "earlier-nat",
  "earlier-unsaid",
  "earlier-related",
  "tables-order",
  "other-family",
]);

function dependencyView(one: Dependency, tables: Tables): DependencyView {
  const rule = one.rule && tables.view(one.rule);
  // A condition stands in iptables' words; what is a sentence is told by its kind, with the rule's own text.
  if (/^[-!]/.test(one.text)) return { kind: one.kind, text: one.text, rule };
  const doubt = readDoubt(one.text);
  const ofRoute = doubt !== null && !ofConnection.has(doubt.code);
  const kind = one.kind !== "unsaid" ? one.kind : ofRoute ? "route" : "earlier";
  return { kind, text: one.rule?.text ?? "", rule };
}

function tableStation(
  stage: TableStage,
  deciding: boolean,
  { path, tables, folding }: { path: PathVerdict; tables: Tables; folding: ReturnType<typeof foldingOf> },
): StationView {
  const { table, chain, verdict, rewritten } = stage;
  const rules = tables.of(table);
  const hanging = path.dependsOn.flatMap(({ rule }) => (rule === null ? [] : [rule]));
  return {
    kind: "table",
    table,
    chain,
    verdict: verdict.verdict,
    deciding,
    bare: (rules.chain(chain)?.rules.length ?? 0) === 0,
    lane: tellLanes(chain, verdict, { rules, folding: { ...folding, table }, deciding, hanging }),
    rewritten,
  };
}

/** A packet's way through the host as the page shows it: station by station, chain by chain. */
export function tellPath(path: PathVerdict, context: PathContext): Answer {
  const tables = new Tables(context);
  const folding = foldingOf(context.show);
  const open = path.verdict === "cannot-tell";
  return {
    verdict: path.verdict,
    way: wayOf(path, context.way),
    decision: decisionOf(path, tables),
    dependsOn: inOrder(path).map((one) => dependencyView(one, tables)),
    assumes: assumedOnce(path.assumes).map((one) => assumedClause(one, tables)),
    becomes: becomes(path, context.packet),
    stations: path.stages.map((stage, at): StationView => {
      const deciding = open
        ? stage.kind === "table" && stage.verdict.verdict === "cannot-tell"
        : at === path.decidedAt;
      if (stage.kind === "table") return tableStation(stage, deciding, { path, tables, folding });
      return {
        kind: "route",
        to: stage.to,
        out: stage.out,
        reason: dropReason(stage.to, context),
        deciding: open ? stage.to === "not-known" : deciding,
      };
    }),
  };
}
