import type { PathHost } from "@/lib/core/analysis/path/path-host";
import { liveFilter } from "@/lib/core/analysis/substitute";
import type { HostTables } from "@/lib/core/assertion/claims-question";
import { readTables } from "@/lib/core/meaning/read-sides";
import { type Family, families } from "@/lib/core/net/family";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Found, SocketRow, SocketsAnswer, SocketsAsk, Standing } from "./exposure-rows";
import { type PublishedPort, publishedPorts } from "./published-port";
import { readSockets } from "./read-sockets";
import { type HeardAt, heardAt, type Socket } from "./socket";
import { hasOurJump } from "./way";

type Side = { readonly family: Family; readonly host: PathHost | null; readonly ruleset: Ruleset | null };

function sidesOf(of: HostTables): readonly Side[] {
  return families.flatMap((family) => {
    const asked = of[family];
    return asked === null ? [] : [{ family, host: asked.host, ruleset: readTables(asked.tables, family) }];
  });
}

function standingOf({ ruleset }: Side): Standing {
  if (ruleset === null) return "unreadable";
  if (hasOurJump(ruleset)) return "ours";
  const input = liveFilter(ruleset).find(({ name }) => name === "INPUT");
  return input?.rules.length === 0 && input.policy === "ACCEPT" ? "no-rules" : "others";
}

/** A row before anything is known of who reaches it. */
type Port = Pick<SocketRow, "protocol" | "ports" | "socket">;

const idOf = ({ protocol, ports: { first, last }, socket }: Port) =>
  [protocol, first === last ? first : `${first}-${last}`, socket?.program ?? "", socket?.uid ?? ""].join(" ");

const samePort = (port: Port, { protocol, ports }: PublishedPort) =>
  port.protocol === protocol && port.ports.first === ports.first && port.ports.last === ports.last;

/** The sockets, then what nat sends elsewhere although nothing listens there. */
function portsOf(sockets: readonly Socket[], published: readonly PublishedPort[]): readonly Port[] {
  const ports: Port[] = sockets.map((socket) => ({
    protocol: socket.protocol,
    ports: { first: socket.port, last: socket.port },
    socket,
  }));
  for (const one of published) {
    if (!ports.some((port) => samePort(port, one))) {
      ports.push({ protocol: one.protocol, ports: one.ports, socket: null });
    }
  }
  return ports;
}

const everywhere: HeardAt = { kind: "heard", addresses: null, interface: null };

/** Where a row can be reached: what nat sends elsewhere, it takes at any address. */
function placeOf(port: Port, published: readonly PublishedPort[], family: Family): HeardAt {
  if (published.some((one) => samePort(port, one))) return everywhere;
  return port.socket === null ? { kind: "not-heard" } : heardAt(port.socket, family);
}

function answerFamily(
  { family, host, ruleset }: Side,
  ports: readonly Port[],
  published: readonly PublishedPort[],
  names: SocketsAsk["names"],
): readonly Found[] {
  const places = ports.map((port) => placeOf(port, published, family));
  const questions = ports.flatMap(({ protocol, ports: range }, index) => {
    const at = places[index];
    return at?.kind === "heard" ? [{ protocol, ports: range, at }] : [];
  });
  const found = ruleset === null ? [] : readSockets(ruleset, host, questions, names);
  let next = 0;
  return places.map((place): Found => {
    if (place.kind !== "heard") return place;
    return found[next++] ?? { kind: "unreadable" };
  });
}

/** Reads the tables of both families and says who reaches each socket, by which way and by which rule. */
export function answerSockets({ of, sockets, names }: SocketsAsk): SocketsAnswer {
  const sides = sidesOf(of);
  const published = new Map(
    sides.map(({ family, ruleset }) => [family, ruleset === null ? [] : publishedPorts(ruleset)]),
  );
  const ports = portsOf(sockets, [...published.values()].flat());
  const answers = sides.map((side) => ({
    family: side.family,
    found: answerFamily(side, ports, published.get(side.family) ?? [], names),
  }));
  return {
    standings: sides.map((side) => ({ family: side.family, standing: standingOf(side) })),
    rows: ports.map((port, index) => ({
      ...port,
      id: idOf(port),
      families: answers.map(({ family, found }) => ({
        family,
        found: found[index] ?? { kind: "not-heard" },
      })),
    })),
  };
}
