import type { HostFacts } from "@/lib/core/facts/host-facts";
import { hexAddress } from "./hex-address";

type Listener = HostFacts["listeners"][number];

/** Reads the listening sockets from `ss -tulnpe`, or from /proc where the host has no `ss`. */
export function parseListeners(blocks: ReadonlyMap<string, string>): Listener[] {
  const ss = blocks.get("ss");
  const found = ss === undefined ? parseProc(blocks) : parseSs(ss);
  const unique = new Map<string, Listener>();
  for (const each of found) {
    const { protocol, family, address, port, pid, interface: bound = "" } = each;
    unique.set(`${protocol} ${family} ${address} ${bound} ${port} ${pid}`, each);
  }
  return [...unique.values()];
}

/** A socket on `*` (or on `::` without the v6only mark) hears both families. */
function bothFamilies(listener: Omit<Listener, "family" | "address">): Listener[] {
  return [
    { ...listener, family: 4, address: "0.0.0.0" },
    { ...listener, family: 6, address: "::" },
  ];
}

/** `ss -e` names the account of a socket, unless it is root. */
function socketUser(line: string): { uid?: number } {
  const uid = / uid:(\d+)/.exec(line)?.[1];
  if (uid !== undefined) return { uid: Number(uid) };
  return / ino:\d/.test(line) ? { uid: 0 } : {};
}

function parseSs(text: string): Listener[] {
  return text.split("\n").flatMap((line): Listener[] => {
    const fields = line.trim().split(/\s+/);
    const [protocol, , , , local] = fields;
    if ((protocol !== "tcp" && protocol !== "udp") || local === undefined) return [];
    const colon = local.lastIndexOf(":");
    const port = Number(local.slice(colon + 1));
    if (!Number.isInteger(port)) return [];
    const [address = "", bound] = local
      .slice(0, colon)
      .replace(/^\[|\](?=%|$)/g, "")
      .split("%");
    const owner = /\(\("([^"]*)",pid=(\d+)/.exec(line);
    const common = {
      protocol,
      port,
      program: owner?.[1] ?? null,
      pid: owner?.[2] === undefined ? null : Number(owner[2]),
      ...socketUser(line),
      ...(bound === undefined ? {} : { interface: bound }),
    } as const;
    if (address === "*") return bothFamilies(common);
    const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
    if (mapped !== undefined) return [{ ...common, family: 4, address: mapped }];
    return [{ ...common, family: address.includes(":") ? 6 : 4, address }];
  });
}

function parseProc(blocks: ReadonlyMap<string, string>): Listener[] {
  const owners = socketOwners(blocks.get("fds") ?? "");
  const programs = new Map(
    [...(blocks.get("comm") ?? "").matchAll(/^\/proc\/(\d+)\/comm:(.*)$/gm)].map((match) => [
      match[1],
      match[2],
    ]),
  );
  return (["tcp", "tcp6", "udp", "udp6"] as const).flatMap((table) =>
    (blocks.get(`proc-${table}`) ?? "").split("\n").flatMap((line): Listener[] => {
      const fields = line.trim().split(/\s+/);
      const local = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(fields[1] ?? "");
      if (local?.[1] === undefined || local[2] === undefined) return [];
      const pid = owners.get(fields[9] ?? "") ?? null;
      const common = {
        protocol: table.startsWith("tcp") ? "tcp" : "udp",
        port: Number.parseInt(local[2], 16),
        program: pid === null ? null : (programs.get(pid) ?? null),
        pid: pid === null ? null : Number(pid),
        ...(/^\d+$/.test(fields[7] ?? "") ? { uid: Number(fields[7]) } : {}),
      } as const;
      const address = hexAddress(local[1]);
      // /proc does not say v6only; hearing both is the kernel's default.
      if (address === "::") return bothFamilies(common);
      return [{ ...common, family: address.includes(":") ? 6 : 4, address }];
    }),
  );
}

/** Socket inode → pid, from `ls -l /proc/PID/fd`. */
function socketOwners(text: string): Map<string, string> {
  const owners = new Map<string, string>();
  let pid = "";
  for (const line of text.split("\n")) {
    const heading = /^\/proc\/(\d+)\/fd:$/.exec(line)?.[1];
    if (heading !== undefined) pid = heading;
    const inode = /^socket:\[(\d+)\]$/.exec(line)?.[1];
    if (inode !== undefined && !owners.has(inode)) owners.set(inode, pid);
  }
  return owners;
}
