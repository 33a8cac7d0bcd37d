import type { Packet } from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { doubtText } from "../doubt";
import { type ChainWalk, type InterpretOptions, walkChain } from "../interpret";
import { rewrite, setOut, type Traveller } from "../traveller";
import type { Dependency, Fate, RuleRef } from "../verdict";
import type { End } from "../walk";
import { earlierTranslation } from "./earlier-translation";
import type { PathHost } from "./path-host";
import type { RouteStage, Stage } from "./path-verdict";
import { rewrittenText } from "./rewritten-text";
import { routeIn, routeOut } from "./route";
import { afterRaw, entering, forwarded, inRaw, leaving, looped, sending } from "./stage-packet";
import { type Leg, plan, rewritesDestination, type Step, waysIn } from "./stage-plan";

/** How the ordinary way ended: the rule and the stage that decided, and the packet as it left. */
type JourneyEnd = {
  readonly rule: RuleRef | null;
  readonly decidedAt: number;
  readonly leaves: Packet | null;
};

/** Every fate that was found on the ways from here, and the end of the ordinary one. */
type Journeyed = { readonly fates: ReadonlySet<Fate>; readonly end: JourneyEnd };

/** A packet between two stages. `moved`: its destination is no longer the one that it came with. */
type Station = { readonly traveller: Traveller; readonly moved: boolean; readonly looped: boolean };

/** More different packets than this on one way are not followed. */
const mostBranches = 200;

const tablesOrder: Dependency = {
  kind: "unsaid",
  text: doubtText("tables-order", {}),
  rule: null,
};

const nowhere: JourneyEnd = { rule: null, decidedAt: -1, leaves: null };

function sameFates(list: readonly Journeyed[]): boolean {
  const key = ({ fates }: Journeyed) => [...fates].sort().join();
  return new Set(list.map(key)).size < 2;
}

/** Takes one packet through all tables; see `follow`. */
export class Journey {
  readonly stages: Stage[] = [];
  readonly dependsOn: Dependency[] = [];
  readonly assumes: Dependency[] = [];
  readonly movedBy: (RuleRef | null)[] = [];
  readonly notKnown: Dependency[] = [];
  private telling = true;
  private branches = 0;
  /** The filter table's rule that let the packet pass. */
  private passed: { rule: RuleRef | null; decidedAt: number } | null = null;

  constructor(
    private readonly ruleset: Ruleset,
    private readonly host: PathHost | null,
    private readonly options: InterpretOptions,
  ) {}

  run(packet: Packet): Journeyed {
    const start = { traveller: setOut(packet), moved: false, looped: false };
    return packet.chain === "OUTPUT" ? this.send(start) : this.arrive(start);
  }

  private arrive(station: Station): Journeyed {
    return this.pass("arriving", 0, station, (next) => this.decide(next));
  }

  private decide(station: Station): Journeyed {
    const decision = this.decision(station);
    this.tellRoute(decision);
    switch (decision.to) {
      case "host":
        return this.enter(station);
      case "forward":
      case "out":
        return this.forward(station, decision.out);
      case "nowhere":
        return this.ended("drop", null);
      case "not-known": {
        const ways = this.both(
          () => this.forward(station, null),
          () => this.enter(station),
        );
        return this.joined(ways, [{ kind: "unsaid", text: decision.because, rule: null }]);
      }
    }
  }

  private decision({ traveller, moved, looped }: Station): Omit<RouteStage, "kind"> {
    const { packet, unsaid, toHost } = traveller;
    if (looped) return { to: "host", out: null, because: doubtText("left-by-lo", {}) };
    if (toHost === true) return { to: "host", out: null, because: doubtText("sent-here", {}) };
    // Of a connection whose translation is not known the packet's own word for its chain counts.
    const lost = unsaid.destination?.kind === "unsaid";
    return routeIn(packet, lost ? null : this.host, moved && !lost);
  }

  private enter(station: Station): Journeyed {
    const traveller = entering(station.traveller);
    const [first = "entering", ...more] = waysIn(this.ruleset, this.host?.backend);
    const way = (leg: Leg) => () => this.pass(leg, 0, { ...station, traveller }, (next) => this.left(next));
    if (more.length === 0) return way(first)();
    return this.joined(this.both(way(first), ...more.map(way)), [tablesOrder]);
  }

  private forward(station: Station, out: string | null): Journeyed {
    const traveller = forwarded(station.traveller, out);
    if (traveller === null) return this.ended("drop", null);
    return this.pass("forwarding", 0, { ...station, traveller }, (next) => this.leave(next, out));
  }

  private send(station: Station): Journeyed {
    const { packet } = station.traveller;
    const first = routeOut(packet, this.host, false);
    if (first.to === "nowhere") {
      this.tellRoute(first);
      return this.ended("drop", null);
    }
    const traveller = sending(station.traveller, first.out);
    return this.pass("sending", 0, { ...station, traveller }, (next) => this.reroute(next, first, packet));
  }

  /** What mangle and nat have written is routed again (ip_route_me_harder); the filter table saw the first way out. */
  private reroute(station: Station, first: Omit<RouteStage, "kind">, sent: Packet): Journeyed {
    const { packet } = station.traveller;
    const ruled = this.host === null || this.host.furtherTables === true;
    const again = station.moved || (packet.mark !== sent.mark && ruled);
    const decision = again ? routeOut(packet, this.host, true) : first;
    this.tellRoute(decision);
    if (decision.to === "nowhere") return this.ended("drop", null);
    return this.leave(station, decision.out);
  }

  private leave(station: Station, out: string | null): Journeyed {
    const came = station.traveller.packet.in;
    const traveller = leaving(station.traveller, out);
    return this.pass("leaving", 0, { ...station, traveller }, (next) => {
      const { packet } = next.traveller;
      if (out === "lo") return this.arrive({ ...next, traveller: looped(next.traveller), looped: true });
      return this.ended("accept", came === null ? packet : { ...packet, in: came });
    });
  }

  private left({ traveller }: Station): Journeyed {
    return this.ended("accept", traveller.packet);
  }

  private ended(fate: Fate, leaves: Packet | null): Journeyed {
    const here = { rule: null, decidedAt: this.stages.length - 1 };
    const { rule, decidedAt } = fate === "accept" ? (this.passed ?? here) : here;
    return { fates: new Set([fate]), end: { rule, decidedAt, leaves } };
  }

  /** The tables of one leg from the n-th on, then what follows. */
  private pass(leg: Leg, from: number, station: Station, then: (station: Station) => Journeyed): Journeyed {
    for (let at = from; ; at++) {
      const step = plan[leg][at];
      if (step === undefined) return then(station);
      const { packet } = station.traveller;
      if (step.table === "nat" && packet.state !== "NEW") {
        station = this.retranslated(step, station);
        continue;
      }
      const table = this.ruleset.tables.find(({ name }) => name === step.table);
      if (table === undefined || (step.table === "nat" && station.looped)) continue;
      if (step.table !== "filter" && !table.chains.some(({ name }) => name === step.hook)) continue;
      const raw = step.table === "raw";
      // What comes back by lo still has its connection.
      const traveller = raw && !station.looped ? inRaw(station.traveller) : station.traveller;
      const { rates = "quiet-source", trace = true, watch } = this.options;
      const place = { ...step, family: this.ruleset.family, host: this.host, rates, trace, watch };
      const walk = walkChain(table, traveller, place);
      const before = station;
      const onwards = ({ traveller: after, rule }: End): Station => {
        const next = raw ? afterRaw(before.traveller, after) : after;
        const moved = next.packet.destination !== before.traveller.packet.destination;
        if (moved) this.movedBy.push(rule);
        return { ...before, traveller: next, moved: before.moved || moved };
      };
      this.tellTable(step, traveller, walk);
      const [main, ...others] = walk.ends;
      if (main === undefined) throw new RangeError("a walk has an end");
      if (others.length === 0 && main.fate === "accept") {
        station = onwards(main);
        continue;
      }
      const follow = (end: End): Journeyed => {
        const { fate, rule } = end;
        if (fate === "drop" || fate === "reject") {
          return { fates: new Set([fate]), end: { leaves: null, rule, decidedAt: this.stages.length - 1 } };
        }
        const rest = this.pass(leg, at + 1, onwards(end), then);
        return fate === "unknown" ? { ...rest, fates: new Set([...rest.fates, fate]) } : rest;
      };
      const ways = this.both(() => follow(main), ...others.map((end) => () => follow(end)));
      if (walk.verdict.verdict === "cannot-tell") this.depend(walk.verdict.dependsOn);
      return this.joined(ways, walk.splits);
    }
  }

  /** nat is not asked for a later packet of a connection; the kernel translates it as it did the first. */
  private retranslated({ hook }: Step, station: Station): Station {
    const { traveller, looped } = station;
    const { packet } = traveller;
    if (looped || packet.state === "INVALID" || packet.state === "UNTRACKED") return station;
    const because = earlierTranslation(this.ruleset, hook, packet, this.host);
    if (because === null) return station;
    if (rewritesDestination(hook)) {
      const port = packet.destinationPort === null ? {} : { destinationPort: null };
      this.movedBy.push(because.rule);
      return {
        ...station,
        traveller: rewrite(traveller, { destination: null, ...port }, because),
        moved: true,
      };
    }
    if (this.telling) this.notKnown.push(because);
    const port = packet.sourcePort === null ? {} : { sourcePort: null };
    return { ...station, traveller: rewrite(traveller, { source: null, ...port }, because) };
  }

  /** The ordinary way aloud, the others in silence. */
  private both(main: () => Journeyed, ...others: readonly (() => Journeyed)[]): Journeyed[] {
    const first = main();
    const telling = this.telling;
    this.telling = false;
    const rest = others.map((other) => {
      if (++this.branches <= mostBranches) return other();
      this.depend([{ kind: "too-many", text: doubtText("too-many", {}), rule: null }]);
      return { fates: new Set<Fate>(["unknown"]), end: nowhere };
    });
    this.telling = telling;
    return [first, ...rest];
  }

  private joined(ways: readonly Journeyed[], because: readonly Dependency[]): Journeyed {
    if (!sameFates(ways)) this.depend(because);
    return { fates: new Set(ways.flatMap(({ fates }) => [...fates])), end: ways[0]?.end ?? nowhere };
  }

  private depend(list: readonly Dependency[]): void {
    for (const one of list) {
      const known = this.dependsOn.some(
        ({ text, rule }) => text === one.text && rule?.text === one.rule?.text,
      );
      if (!known) this.dependsOn.push(one);
    }
  }

  private tellTable(step: Step, traveller: Traveller, walk: ChainWalk): void {
    if (!this.telling) return;
    this.assumes.push(...walk.verdict.assumes);
    const [main] = walk.ends;
    if (step.table === "filter" && this.passed === null && main?.fate === "accept") {
      this.passed = { rule: main.rule, decidedAt: this.stages.length };
    }
    const source = main?.traveller.unsaid.source;
    if (source !== undefined && traveller.unsaid.source === undefined) this.notKnown.push(source);
    this.stages.push({
      kind: "table",
      table: step.table,
      chain: step.hook,
      packet: traveller.packet,
      verdict: walk.verdict,
      rewritten: main === undefined ? null : rewrittenText(traveller.packet, main.traveller.packet),
    });
  }

  private tellRoute(decision: Omit<RouteStage, "kind">): void {
    if (this.telling) this.stages.push({ kind: "route", ...decision });
  }
}
