import { formatAddress } from "@/lib/core/net/address";
import type { PortRange } from "@/lib/core/net/port-range";
import { type AddressRange, formatPrefix } from "@/lib/core/net/prefix";
import type { CtZone, LogDetail, NatChoice, NatRange, Target } from "@/lib/core/ruleset/target";
import { free, hex, named, plain, type Word } from "../words";

/** The details of a LOG line, in the order in which iptables-save prints them. */
export const logDetails: readonly LogDetail[] = [
  "tcp-sequence",
  "tcp-options",
  "ip-options",
  "uid",
  "macdecode",
];

function dashed({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}

function addresses({ family, first, last }: AddressRange): string {
  const from = formatAddress({ family, value: first });
  return first === last ? from : `${from}-${formatAddress({ family, value: last })}`;
}

/** `192.0.2.1-192.0.2.9:80-90/8080`; IPv6 addresses stand in brackets where ports follow. */
function natText(to: NatRange): string {
  const range = to.addresses === null ? "" : addresses(to.addresses);
  if (to.ports === null) return range;
  const base = to.ports.base === null ? "" : `/${to.ports.base}`;
  const bracketed = to.addresses?.family === 6 ? `[${range}]` : range;
  return `${bracketed}:${dashed(to.ports)}${base}`;
}

function choice({ random, randomFully, persistent }: NatChoice): Word[] {
  return plain(
    ...(random ? ["--random"] : []),
    ...(randomFully ? ["--random-fully"] : []),
    ...(persistent ? ["--persistent"] : []),
  );
}

function toPorts(ports: PortRange | null): Word[] {
  return ports === null ? [] : plain("--to-ports", dashed(ports));
}

const zoneOptions = { both: "--zone", original: "--zone-orig", reply: "--zone-reply" } as const;

function zoneWords(zone: CtZone | null): Word[] {
  return zone === null ? [] : plain(zoneOptions[zone.way], String(zone.id));
}

function settings(target: Extract<Target, { kind: "ct-settings" }>): Word[] {
  const { helper, timeout, events, expectationEvents } = target;
  return [
    ...(target.notrack ? plain("--notrack") : []),
    ...(helper === null ? [] : [...plain("--helper"), named(helper)]),
    ...(timeout === null ? [] : [...plain("--timeout"), named(timeout)]),
    ...(events.length === 0 ? [] : plain("--ctevents", events.join(","))),
    ...(expectationEvents.length === 0 ? [] : plain("--expevents", expectationEvents.join(","))),
    ...zoneWords(target.zone),
  ];
}

function logWords(target: Extract<Target, { kind: "log" }>): Word[] {
  const details = logDetails.filter((detail) =>
    detail === "uid" ? target.uid : (target.details?.includes(detail) ?? false),
  );
  return [
    ...(target.prefix === "" ? [] : [...plain("--log-prefix"), free(target.prefix)]),
    ...(target.level === null || target.level === 4 ? [] : plain("--log-level", String(target.level))),
    ...plain(...details.map((detail) => `--log-${detail}`)),
  ];
}

function nflogWords({ prefix, group, size, threshold }: Extract<Target, { kind: "nflog" }>): Word[] {
  return [
    ...(prefix === "" ? [] : [...plain("--nflog-prefix"), free(prefix)]),
    ...(group === 0 ? [] : plain("--nflog-group", String(group))),
    ...(size === undefined ? [] : plain("--nflog-size", String(size))),
    ...(threshold === undefined ? [] : plain("--nflog-threshold", String(threshold))),
  ];
}

function connectionMark(target: Extract<Target, { kind: "connection-mark" }>): Word[] {
  if (target.operation === "set") return plain("--set-xmark", `${hex(target.value)}/${hex(target.mask)}`);
  const masks = ["--nfmask", hex(target.packetMask), "--ctmask", hex(target.connectionMask)];
  return plain(`--${target.operation}-mark`, ...masks);
}

/** What a rule does, as iptables-save prints it (version 1.8.9). */
export function targetWords(target: Target): Word[] {
  switch (target.kind) {
    case "accept":
      return plain("-j", "ACCEPT");
    case "drop":
      return plain("-j", "DROP");
    case "return":
      return plain("-j", "RETURN");
    case "reject":
      return plain("-j", "REJECT", "--reject-with", target.with);
    case "jump":
      return plain("-j", target.chain);
    case "goto":
      return plain("-g", target.chain);
    case "log":
      return [...plain("-j", "LOG"), ...logWords(target)];
    case "nflog":
      return [...plain("-j", "NFLOG"), ...nflogWords(target)];
    case "ct-helper":
      return [...plain("-j", "CT", "--helper"), named(target.helper)];
    case "notrack":
      return target.alias ? plain("-j", "NOTRACK") : plain("-j", "CT", "--notrack");
    case "ct-settings":
      return [...plain("-j", "CT"), ...settings(target)];
    case "dnat":
      return [...plain("-j", "DNAT", "--to-destination", natText(target.to)), ...choice(target)];
    case "snat":
      return [...plain("-j", "SNAT", "--to-source", natText(target.to)), ...choice(target)];
    case "masquerade":
      return [...plain("-j", "MASQUERADE"), ...toPorts(target.ports), ...choice(target)];
    case "redirect":
      return [...plain("-j", "REDIRECT"), ...toPorts(target.ports), ...choice(target)];
    case "netmap":
      return plain("-j", "NETMAP", "--to", formatPrefix(target.to));
    case "set-mark":
      return plain("-j", "MARK", "--set-xmark", `${hex(target.value)}/${hex(target.mask)}`);
    case "connection-mark":
      return [...plain("-j", "CONNMARK"), ...connectionMark(target)];
    case "tcp-mss":
      return target.size === null
        ? plain("-j", "TCPMSS", "--clamp-mss-to-pmtu")
        : plain("-j", "TCPMSS", "--set-mss", String(target.size));
    case "checksum":
      return plain("-j", "CHECKSUM", "--checksum-fill");
    case "none":
      return [];
    case "opaque":
      return [{ text: target.text, kind: "raw" }];
  }
}
