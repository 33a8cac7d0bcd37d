import type { LiveSocket } from "@/lib/core/live/live-frame";
import { hexAddress } from "./hex-address";

/** States as /proc/net/tcp numbers them, in the words of `ss`. */
const states: Readonly<Record<string, string>> = {
  "01": "ESTAB",
  "02": "SYN-SENT",
  "03": "SYN-RECV",
  "04": "FIN-WAIT-1",
  "05": "FIN-WAIT-2",
  "06": "TIME-WAIT",
  "07": "UNCONN",
  "08": "CLOSE-WAIT",
  "09": "LAST-ACK",
  "0A": "LISTEN",
  "0B": "CLOSING",
  "0C": "SYN-RECV",
};

function readEnd(text: string): { address: string; port: number } | null {
  const [, hex, port] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text) ?? [];
  if (hex === undefined || port === undefined) return null;
  return {
    address: hexAddress(hex).replace(/^::ffff:(?=\d+\.)/, ""),
    port: Number.parseInt(port, 16),
  };
}

/** A line of /proc/net/{tcp,tcp6,udp,udp6} behind the name of its file; null for what is no socket. It names no program. */
export function parseProcLine(line: string): LiveSocket | null {
  const [table = "", , own = "", other = "", code = "", , , , uid = "", , inode = ""] = line
    .trim()
    .split(/\s+/);
  const [, protocol] = /^(tcp|udp)6?$/.exec(table) ?? [];
  if (protocol !== "tcp" && protocol !== "udp") return null;
  const [local, peer] = [readEnd(own), readEnd(other)];
  const state = states[code];
  if (local === null || peer === null || state === undefined) return null;
  // /proc does not say v6only; hearing both is the kernel's default.
  const family = local.address === "::" ? "both" : local.address.includes(":") ? 6 : 4;
  const connected = peer.port !== 0;
  return {
    key: [table, own, other, inode].join(" "),
    protocol,
    family,
    state,
    local: family === "both" ? "*" : local.address,
    localPort: local.port,
    interface: null,
    peer: connected ? peer.address : null,
    peerPort: connected ? peer.port : null,
    holders: [],
    uid: inode !== "0" && /^\d+$/.test(uid) ? Number(uid) : null,
  };
}
