import { parseAddress } from "@/lib/core/net/address";
import { prefixHolds } from "@/lib/core/net/prefix";
import { typedPrefix } from "@/lib/core/net/typed-prefix";
import type { LiveSocket } from "./live-frame";
import { isLoopback, type SocketWay } from "./socket-way";

/** Which rows are looked at. Empty texts: all. */
export type LiveFilter = {
  /** A part of a program's name, or a process's number. */
  readonly program: string;
  /** A part of the remote address and port, or a network such as `192.0.2.0/24`. */
  readonly remote: string;
  readonly way: "all" | "in" | "out";
  /** Sockets that wait are shown too. */
  readonly listening: boolean;
  /** What stays inside of the host is shown too. */
  readonly loopback: boolean;
  /** Only connections that one of these rules counts, each as `4:SEKISHO-IN:3`; none: all. */
  readonly rules: readonly string[];
};

export const everySocket: LiveFilter = {
  program: "",
  remote: "",
  way: "all",
  listening: true,
  loopback: true,
  rules: [],
};

type Row = LiveSocket & { readonly way: SocketWay };

function isProgram({ holders }: Row, wanted: string): boolean {
  const text = wanted.trim().toLowerCase();
  return (
    text === "" ||
    holders.some(({ program, pid }) => program.toLowerCase().includes(text) || String(pid) === text)
  );
}

function isRemote({ peer, peerPort }: Row, wanted: string): boolean {
  const text = wanted.trim().toLowerCase();
  if (text === "") return true;
  if (peer === null) return false;
  const prefix = text.includes("/") ? typedPrefix(text) : null;
  const address = prefix && parseAddress(peer);
  if (prefix && address) return prefixHolds(prefix, address);
  return `${peer.includes(":") ? `[${peer}]` : peer}:${peerPort}`.toLowerCase().includes(text);
}

/** Whether a row stays inside of the host: both ends, or the one that waits. */
const isInside = ({ local, way }: Row) => way === "inside" || isLoopback(local);

/** The rows that a filter lets through, in their order. */
export function filterSockets<R extends Row>(rows: readonly R[], filter: LiveFilter): readonly R[] {
  return rows.filter(
    (row) =>
      (filter.listening || row.way !== "listens") &&
      (filter.loopback || !isInside(row)) &&
      (filter.way === "all" || row.way === filter.way) &&
      isProgram(row, filter.program) &&
      isRemote(row, filter.remote),
  );
}
