import type { Ends, Flow } from "@/lib/core/flows/flow";
import { formatAddress, parseAddress } from "@/lib/core/net/address";
import { flowsText } from "@/lib/server/hosts/scripts/flows-text";
import { BadRequest } from "./build";

const protocols: ReadonlySet<string> = new Set(["tcp", "udp", "udplite", "sctp", "dccp"]);

/** One end, read and printed anew: what is no address and no port is not sent. */
function end(address: string, port: number): string {
  const read = parseAddress(address);
  if (read === null || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new BadRequest("text", "A flow has an end that is none.");
  }
  return `${formatAddress(read)} ${port}`;
}

const ends = ({ source, sourcePort, destination, destinationPort }: Ends) =>
  `${end(source, sourcePort)} ${end(destination, destinationPort)}`;

function line({ family, protocol, original, socket, tracked }: Flow, number: number): string {
  if (!protocols.has(protocol)) throw new BadRequest("text", "A flow has a protocol that cannot be cut.");
  const own = socket && `${end(socket.local, socket.localPort)} ${end(socket.peer, socket.peerPort)}`;
  return [number, protocol, family, tracked ? ends(original) : "- - - -", own ?? "- - - -"].join(" ");
}

function checkEndWord(endWord: string): void {
  if (!/^[0-9a-f]{32}$/.test(endWord)) {
    throw new BadRequest("end-word", "The end word must be 32 hex digits.");
  }
}

/** The script that lists the flows that are alive, and changes nothing. @throws BadRequest */
export function buildListFlows({ endWord }: { readonly endWord: string }): string {
  checkEndWord(endWord);
  return flowsText(["list"], endWord);
}

/** The script that ends these flows, by their place in the list, and lists what is alive after that. @throws BadRequest */
export function buildCutFlows({
  endWord,
  flows,
}: {
  readonly endWord: string;
  readonly flows: readonly Flow[];
}): string {
  checkEndWord(endWord);
  return flowsText(["cut", ...flows.map(line)], endWord);
}
