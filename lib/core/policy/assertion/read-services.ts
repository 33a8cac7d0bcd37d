import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { type PortRange, parsePortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";
import { type AssertedService, type PortProtocol, portProtocols } from "./assertion";
import { faultAt, type WordReader } from "./word-reader";
import { isKeyword } from "./words";

const highestProtocol = 255;

/** One service after the other, separated by commas or `and`. */
export function readServices(reader: WordReader): readonly AssertedService[] {
  const services = [readService(reader)];
  while (reader.takeSeparator()) services.push(readService(reader));
  return services;
}

function readService(reader: WordReader): AssertedService {
  const { column } = reader;
  if (reader.takeOne(["anything", "all"])) return { kind: "anything" };
  if (reader.take("ping")) return { kind: "ping" };
  if (reader.take("protocol")) return { kind: "protocol", number: readProtocol(reader) };
  for (const protocol of Object.keys(portProtocols) as PortProtocol[]) {
    if (reader.take(protocol)) return { kind: "ports", protocol, ports: readPorts(reader) };
  }
  const word = reader.peek();
  if (word === null || word.text === "," || (!word.quoted && isKeyword(word.text))) {
    const what = "a service has to stand here: tcp 443, udp 53, ping, anything, or the name of a service.";
    throw faultAt("assertion-service", what, column, { found: word?.text ?? "" });
  }
  if (!word.quoted && /^\d/.test(word.text)) {
    const what = `${JSON.stringify(word.text)} lacks its protocol. Write tcp ${word.text} or udp ${word.text}.`;
    throw faultAt("assertion-port-alone", what, column, { found: word.text });
  }
  reader.next();
  return { kind: "name", name: word.text };
}

function readProtocol(reader: WordReader): number {
  const { column } = reader;
  const text = reader.next()?.text ?? "";
  if (/^\d{1,3}$/.test(text) && Number(text) <= highestProtocol) return Number(text);
  const what = "the number of a protocol has to stand here, 0 to 255.";
  throw faultAt("assertion-protocol", what, column, { found: text });
}

const portFaults = {
  syntax: "is not a port. Write 443 or 5000-5100.",
  bounds: "is out of bounds: ports go from 1 to 65535.",
  reversed: "ends before it begins. Write the lower port first.",
} as const;

/** The ports of a protocol; what follows a comma belongs to them as long as it begins with a digit. */
function readPorts(reader: WordReader): readonly PortRange[] | null {
  const ports: PortRange[] = [];
  const isPort = () => /^\d/.test(reader.found) && !reader.peek()?.quoted;
  while (isPort()) {
    const { column, found } = reader;
    const range = parsePortRange(found);
    if ("fault" in range) {
      const what = `${JSON.stringify(found)} ${portFaults[range.fault]}`;
      throw faultAt("assertion-port", what, column, { found, reason: range.fault });
    }
    ports.push(range);
    reader.next();
    if (!reader.takeSeparatorBefore(/^\d/)) break;
  }
  return ports.length === 0 ? null : ports;
}

/** One address, without a prefix length. */
export function readAddress(reader: WordReader): AddressRange {
  const { column } = reader;
  const text = reader.next()?.text ?? "";
  const entry = parseNetworkEntry(text);
  if (!("fault" in entry) && entry.range.first === entry.range.last) return entry.range;
  const what = `${JSON.stringify(text)} is not one address. Write 192.0.2.7 or 2001:db8::7.`;
  throw faultAt("assertion-at", what, column, { found: text });
}
