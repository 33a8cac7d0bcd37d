import type { LiveSocket, SocketHolder } from "@/lib/core/live/live-frame";

type End = Pick<LiveSocket, "local" | "localPort" | "interface"> & { readonly any: boolean };

/** `192.0.2.1:22`, `[fe80::1]%eth0:546`, `*:80`, `0.0.0.0:*`. Null: no end at all. */
function readEnd(text: string): End | null {
  const colon = text.lastIndexOf(":");
  const port = text.slice(colon + 1);
  if (colon < 0 || !/^(\*|\d{1,5})$/.test(port)) return null;
  const [host = "", zone = null] = text.slice(0, colon).replace(/[[\]]/g, "").split("%");
  if (!/^[0-9a-fA-F.:]+$|^\*$/.test(host)) return null;
  return {
    local: host.replace(/^::ffff:(?=\d+\.)/i, ""),
    localPort: port === "*" ? null : Number(port),
    interface: zone,
    any: host === "*",
  };
}

const familyOf = ({ local, any }: End): LiveSocket["family"] => (any ? "both" : local.includes(":") ? 6 : 4);

/** `(("nginx",pid=7,fd=6),("nginx",pid=8,fd=6))`: a name may hold quotes, brackets and blanks. */
function readHolders(text: string): SocketHolder[] {
  return [...text.matchAll(/\("(.*?)",pid=(\d+),fd=(\d+)\)/g)].map(([, program = "", pid, fd]) => ({
    program,
    pid: Number(pid),
    fd: Number(fd),
  }));
}

/** The account: `ss` leaves it out where it is root, and what is only closing belongs to nobody. */
function readUid(details: string): number | null {
  const said = /(?:^| )uid:(\d+)/.exec(details)?.[1];
  if (said !== undefined) return Number(said);
  return /(?:^| )ino:[1-9]/.test(details) ? 0 : null;
}

/** A line of `ss -tunape`; null for its heading and whatever else is no socket. */
export function parseSsLine(line: string): LiveSocket | null {
  const [, protocol, state, own, other, rest = ""] =
    /^(tcp|udp)\s+(\S+)\s+\d+\s+\d+\s+(\S+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
  if ((protocol !== "tcp" && protocol !== "udp") || state === undefined) return null;
  const [local, peer] = [readEnd(own ?? ""), readEnd(other ?? "")];
  if (local === null || peer === null) return null;
  // The list of holders is the one part that programs can write into.
  const [, users = "", details = rest] = /^users:\((.*\))\)(?: (.*))?$/.exec(rest) ?? [];
  const inode = /(?:^| )ino:(\d+)/.exec(details)?.[1] ?? "0";
  const connected = peer.localPort !== null;
  return {
    key: [protocol, own, other, inode].join(" "),
    protocol,
    family: familyOf(local),
    state,
    local: local.local,
    localPort: local.localPort,
    interface: local.interface,
    peer: connected ? peer.local : null,
    peerPort: peer.localPort,
    holders: readHolders(users),
    uid: readUid(details),
  };
}
