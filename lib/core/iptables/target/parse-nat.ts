import type { Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { NatChoice, NatPorts, NatRange } from "@/lib/core/ruleset/target";
import type { Token } from "../lex-line";
import { readAddress, readMaskedAddress } from "../match/parse-address";
import { most16, wholeNumber } from "../numbers";
import {
  expected,
  type Fault,
  flag,
  type Given,
  isFault,
  type OptionTable,
  type Reading,
  type TargetParser,
  valued,
} from "../parse-option";
import { readPort } from "../service-ports";

/** `PORT`, `FIRST-LAST` or, with a base, `FIRST-LAST/BASE`; a name only where it stands alone (libxt_NAT.c). */
function readPorts(text: string, token: Token): Reading<NatPorts> {
  const range = /^(\w+)-(\w+)(?:\/(.+))?$/.exec(text);
  if (range === null || !/^\d/.test(text)) {
    const port = readPort(text, token);
    return typeof port === "number" ? { first: port, last: port, base: null } : port;
  }
  const [first, last] = [range[1] ?? "", range[2] ?? ""].map((part) => wholeNumber(part, most16));
  if (first == null || last == null || first > last) return expected(token, "ports such as 80 or 8000-8080");
  if (range[3] === undefined) return { first, last, base: null };
  const base = readPort(range[3], token);
  if (base === 0) return expected(token, "a port from 1 to 65535 after /");
  return typeof base === "number" ? { first, last, base } : base;
}

function readAddresses(text: string, token: Token, family: Family): AddressRange | Fault {
  const [from = "", to = from, more] = text.split("-");
  const first = readAddress(from, family);
  const last = readAddress(to, family);
  if (first === null || last === null || more !== undefined) {
    return expected(token, `an IPv${family} address, or FIRST-LAST`);
  }
  return { family, first: first.value, last: last.value };
}

/** Splits `ADDRESSES:PORTS`; IPv6 addresses stand in brackets where ports follow. */
function split(text: string, family: Family): readonly [addresses: string, ports: string | null] | null {
  if (family === 4 || /^:[^:]*$/.test(text)) {
    const colon = text.indexOf(":");
    return colon < 0 ? [text, null] : [text.slice(0, colon), text.slice(colon + 1)];
  }
  if (!text.startsWith("[")) return [text, null];
  const found = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  return found === null ? null : [found[1] ?? "", found[2] ?? null];
}

function readRange(token: Token, family: Family): Reading<NatRange> {
  const parts = split(token.text, family);
  if (parts === null) return expected(token, "[ADDRESS]:PORT");
  const [addressText, portText] = parts;
  const ports = portText === null ? null : readPorts(portText, token);
  if (ports === "opaque" || (ports !== null && isFault(ports))) return ports;
  if (addressText === "" && ports !== null) return { addresses: null, ports };
  const addresses = readAddresses(addressText, token, family);
  return isFault(addresses) ? addresses : { addresses, ports };
}

const choices: OptionTable = { "--random": flag, "--random-fully": flag, "--persistent": flag };

function choice(given: Given): NatChoice {
  return {
    ...(given.has("--random") && { random: true }),
    ...(given.has("--random-fully") && { randomFully: true }),
    ...(given.has("--persistent") && { persistent: true }),
  };
}

export const dnatParser: TargetParser = {
  options: { "--to-destination": valued, "--random": flag, "--persistent": flag },
  read: (given) => {
    const token = given.value("--to-destination");
    if (token === undefined) return given.lacks("--to-destination");
    const to = readRange(token, given.family);
    return to === "opaque" || isFault(to) ? to : { kind: "dnat", to, ...choice(given) };
  },
};

export const snatParser: TargetParser = {
  options: { "--to-source": valued, ...choices },
  read: (given) => {
    const token = given.value("--to-source");
    if (token === undefined) return given.lacks("--to-source");
    const to = readRange(token, given.family);
    if (to === "opaque" || isFault(to)) return to;
    if (to.ports?.base != null) return expected(token, "ports without /");
    return { kind: "snat", to, ...choice(given) };
  },
};

function readToPorts(given: Given): Reading<PortRange | null> {
  const token = given.value("--to-ports");
  if (token === undefined) return null;
  const ports = readPorts(token.text, token);
  if (ports === "opaque" || isFault(ports)) return ports;
  return ports.base === null ? { first: ports.first, last: ports.last } : expected(token, "ports without /");
}

export const masqueradeParser: TargetParser = {
  options: { "--to-ports": valued, "--random": flag, "--random-fully": flag },
  read: (given) => {
    const ports = readToPorts(given);
    if (ports === "opaque" || (ports !== null && isFault(ports))) return ports;
    return { kind: "masquerade", ports, ...choice(given) };
  },
};

export const redirectParser: TargetParser = {
  options: { "--to-ports": valued, "--random": flag },
  read: (given) => {
    const ports = readToPorts(given);
    if (ports === "opaque" || (ports !== null && isFault(ports))) return ports;
    return { kind: "redirect", ports, ...choice(given) };
  },
};

export const netmapParser: TargetParser = {
  options: { "--to": valued },
  read: (given) => {
    const token = given.value("--to");
    if (token === undefined) return given.lacks("--to");
    const to = readMaskedAddress(token.text, token, given.family);
    if (to === "opaque" || isFault(to)) return to;
    return "mask" in to ? "opaque" : { kind: "netmap", to };
  },
};
