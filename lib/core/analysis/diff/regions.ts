import { NONE, type Node } from "../bdd/bdd";
import type { CodeSpan } from "../symbolic/code-span";
import type { Journey } from "../symbolic/journey";
import type { FieldName } from "../symbolic/layout";
import { codeBits, type PacketSpace } from "../symbolic/packet-space";
import { split } from "./split";

/** What a packet is for, in codes: protocols, with ports or ICMP messages where they matter. */
export type ServiceCodes = {
  readonly protocols: readonly CodeSpan[];
  readonly ports: readonly CodeSpan[];
  readonly icmp: readonly CodeSpan[];
};

/** A set that is a product: any service with any source, any destination … and `rest`, conditions alone. */
export type Region = {
  readonly codes: ReadonlyMap<FieldName, readonly CodeSpan[]>;
  readonly services: readonly ServiceCodes[];
  readonly rest: Node;
};

type Open = { readonly codes: ReadonlyMap<FieldName, readonly CodeSpan[]>; readonly set: Node };

/** In the order in which people read a rule: where, on which connection, for what, to whom, from whom. */
const before: readonly FieldName[] = ["to-host", "state", "in", "out"];
const behind: readonly FieldName[] = ["destination", "source"];
const details: readonly FieldName[] = [
  "direction",
  "source-port",
  "original-port",
  "flags",
  "hop-limit",
  "user",
  "group",
  "mark",
  "connection-mark",
];

/** Cuts sets into products, lazily: whoever reads them may stop. Exact: together they are the set, and none overlap. */
export class RegionReader {
  constructor(private readonly space: PacketSpace) {}

  *read(set: Node, journey: Journey): Generator<Region> {
    if (set === NONE) return;
    for (const whole of this.comeIn(set, journey)) {
      for (const { services, set: some } of this.services(whole.set)) {
        for (const ended of this.cut({ codes: whole.codes, set: some }, behind)) {
          for (const { codes, set: rest } of this.cut(ended, details)) yield { codes, services, rest };
        }
      }
    }
  }

  /** What is for this host and what passes through are told apart, even where the same becomes of both. */
  private *comeIn(set: Node, journey: Journey): Generator<Open> {
    const [toHost, ...others] = before;
    if (journey === "leaving" || toHost === undefined) {
      yield* this.cut({ codes: new Map(), set }, before);
      return;
    }
    const field = this.space.field(toHost);
    for (const code of [0, 1]) {
      const codes = [{ first: code, last: code }];
      const some = this.space.bdd.written(set, codeBits(field, code));
      if (some !== NONE) yield* this.cut({ codes: new Map([[toHost, codes]]), set: some }, others);
    }
  }

  /** The region as a set again. */
  asSet({ codes, services, rest }: Region): Node {
    const { bdd } = this.space;
    const of = (name: FieldName, spans: readonly CodeSpan[]) =>
      this.space.codes(this.space.field(name), spans);
    const spoken = services.reduce((all: Node, { protocols, ports, icmp }) => {
      const service = bdd.and(
        of("protocol", protocols),
        bdd.and(of("destination-port", ports), of("icmp", icmp)),
      );
      return bdd.or(all, service);
    }, NONE);
    return [...codes].reduce((set, [name, spans]) => bdd.and(set, of(name, spans)), bdd.and(rest, spoken));
  }

  /** One field after the other. */
  private *cut(open: Open, names: readonly FieldName[]): Generator<Open> {
    const [name, ...others] = names;
    if (name === undefined) {
      yield open;
      return;
    }
    for (const { codes, rest } of split(this.space, open.set, this.space.field(name))) {
      yield* this.cut({ codes: new Map([...open.codes, [name, codes]]), set: rest }, others);
    }
  }

  /** Protocol, port and ICMP message together: what has the same rest stands in one list. */
  private services(set: Node): { readonly services: readonly ServiceCodes[]; readonly set: Node }[] {
    const found = new Map<Node, ServiceCodes[]>();
    const add = (rest: Node, service: ServiceCodes) => {
      const list = found.get(rest);
      if (list === undefined) found.set(rest, [service]);
      else list.push(service);
    };
    const [port, message] = [this.space.field("destination-port"), this.space.field("icmp")];
    for (const { codes: protocols, rest } of split(this.space, set, this.space.field("protocol"))) {
      for (const { codes: ports, rest: left } of split(this.space, rest, port)) {
        for (const { codes: icmp, rest: end } of split(this.space, left, message))
          add(end, { protocols, ports, icmp });
      }
    }
    return [...found].map(([rest, services]) => ({ services, set: rest }));
  }
}
