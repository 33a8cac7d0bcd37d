import { formatRange } from "@/lib/core/net/format-range";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import type { PortRange } from "@/lib/core/net/port-range";
import type { AssertedService, Assertion, Party } from "./assertion";
import { isKeyword } from "./words";

/** A name as it has to be written: in quotes where it would be read as something else. */
export function quotedName(name: string): string {
  const bare = /^[^\s,"]+$/u.test(name) && !/^[\d:]/.test(name) && !name.includes("/");
  return bare && !isKeyword(name) && "fault" in parseNetworkEntry(name) ? name : `"${name}"`;
}

export function printParty(party: Party): string {
  return party.kind === "name" ? quotedName(party.name) : formatRange(party.range);
}

export function printPorts(ports: readonly PortRange[]): string {
  return ports.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}

export function printService(service: AssertedService): string {
  switch (service.kind) {
    case "name":
      return quotedName(service.name);
    case "ports":
      return service.ports === null ? service.protocol : `${service.protocol} ${printPorts(service.ports)}`;
    case "ping":
      return "ping";
    case "protocol":
      return `protocol ${service.number}`;
    case "anything":
      return "anything";
  }
}

function printWho({ reaches, who }: Assertion): string {
  const list = who.parties.map(printParty).join(", ");
  if (!who.but) return list;
  return `${reaches ? "anyone" : "nobody"}${list === "" ? "" : ` but ${list}`}`;
}

/** The text of an assertion, which is read as the same assertion. */
export function printAssertion(assertion: Assertion): string {
  const { direction, reaches, who, services, at, over } = assertion;
  const negated = !reaches && !who.but;
  const several = direction === "in" && !who.but && who.parties.length > 1;
  const verb = negated ? `${several ? "do" : "does"} not reach` : several ? "reach" : "reaches";
  const what = services.map(printService).join(", ");
  const said =
    direction === "in"
      ? `${printWho(assertion)} ${verb} ${what}`
      : `the VPS ${verb} ${printWho(assertion)} on ${what}`;
  return [said, at && `at ${formatRange(at)}`, over && `over ${over}`].filter(Boolean).join(" ");
}
