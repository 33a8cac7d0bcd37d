import { type Check, isDomainName, mostChecks } from "@/lib/core/checks/check";
import { formatAddress, parseAddress } from "@/lib/core/net/address";
import { checksText } from "@/lib/server/hosts/scripts/checks-text";
import { BadRequest } from "./build";

/** What a host is asked to try; the place in the list is its number. */
export type HostCheck = Pick<Check, "kind" | "port"> & { readonly target: string };

/** An address read and printed anew, or a name: nothing else is sent. */
function targetOf(text: string): string {
  const address = parseAddress(text);
  if (address !== null) return formatAddress(address);
  if (!isDomainName(text)) throw new BadRequest("text", "A check has a target that is none.");
  return text;
}

function line({ kind, target, port }: HostCheck, number: number): string {
  const hasPort = kind === "tcp" || kind === "http";
  if (
    hasPort !== (port !== null) ||
    (port !== null && !(Number.isInteger(port) && port > 0 && port < 65_536))
  ) {
    throw new BadRequest("text", "A check has a port that is none.");
  }
  return [number, kind, targetOf(target), port ?? "-"].join(" ");
}

/** The script that tries these from the host, and changes nothing. @throws BadRequest */
export function buildChecks(checks: readonly HostCheck[], { endWord }: { readonly endWord: string }): string {
  if (!/^[0-9a-f]{32}$/.test(endWord)) {
    throw new BadRequest("end-word", "The end word must be 32 hex digits.");
  }
  if (checks.length === 0 || checks.length > mostChecks) {
    throw new BadRequest("text", "There are no checks, or too many.");
  }
  return checksText(checks.map(line), endWord);
}
