import type { Family } from "@/lib/core/net/family";
import type { Target } from "@/lib/core/ruleset/target";
import { expected, type Option, type Reading, type TargetParser, wholeNumber } from "./parse-option";

const rejectNames: Readonly<Record<Family, Readonly<Record<string, string>>>> = {
  4: {
    "net-unreach": "icmp-net-unreachable",
    "host-unreach": "icmp-host-unreachable",
    "proto-unreach": "icmp-proto-unreachable",
    "port-unreach": "icmp-port-unreachable",
    "net-prohib": "icmp-net-prohibited",
    "host-prohib": "icmp-host-prohibited",
    "admin-prohib": "icmp-admin-prohibited",
    "tcp-rst": "tcp-reset",
  },
  6: {
    "no-route": "icmp6-no-route",
    "adm-prohibited": "icmp6-adm-prohibited",
    "addr-unreach": "icmp6-addr-unreachable",
    "port-unreach": "icmp6-port-unreachable",
    "policy-fail": "icmp6-policy-fail",
    "reject-route": "icmp6-reject-route",
    "tcp-rst": "tcp-reset",
  },
};

const defaultReject: Readonly<Record<Family, string>> = {
  4: "icmp-port-unreachable",
  6: "icmp6-port-unreachable",
};

function readReject(options: readonly Option[], family: Family): Reading<Target> {
  const value = options[0]?.values[0];
  if (value === undefined) return { kind: "reject", with: defaultReject[family] };
  const aliases = rejectNames[family];
  const name = aliases[value.text] ?? value.text;
  if (!Object.values(aliases).includes(name)) {
    return expected(value, `one of ${Object.values(aliases).join(", ")}`);
  }
  return { kind: "reject", with: name };
}

/** syslog(3) levels with the aliases that libxt_LOG knows. */
const logLevels: Readonly<Record<string, number>> = {
  emerg: 0,
  panic: 0,
  alert: 1,
  crit: 2,
  error: 3,
  err: 3,
  warning: 4,
  warn: 4,
  notice: 5,
  info: 6,
  debug: 7,
};
const defaultLogLevel = 4;

function readLog(options: readonly Option[]): Reading<Target> {
  let prefix = "";
  let level: number | null = null;
  let uid = false;
  for (const { name, values, negated } of options) {
    const value = values[0];
    if (negated) return "opaque";
    if (value === undefined) uid = true;
    else if (name === "--log-prefix") prefix = value.text;
    else {
      const number = wholeNumber(value.text, 7) ?? logLevels[value.text.toLowerCase()];
      if (number === undefined) return expected(value, "a log level from 0 to 7, or a name such as info");
      // The default is not printed by iptables-save, so it is not kept either.
      level = number === defaultLogLevel ? null : number;
    }
  }
  return { kind: "log", prefix, level, uid };
}

function readNflog(options: readonly Option[]): Reading<Target> {
  let prefix = "";
  let group = 0;
  for (const { name, values } of options) {
    const value = values[0];
    if (value === undefined) return "opaque";
    if (name === "--nflog-prefix") prefix = value.text;
    else {
      const number = wholeNumber(value.text, 65535);
      if (number === null) return expected(value, "a group from 0 to 65535");
      group = number;
    }
  }
  return { kind: "nflog", prefix, group };
}

function readCt(options: readonly Option[]): Reading<Target> {
  const [option] = options;
  if (option === undefined || options.length > 1) return "opaque";
  const value = option.values[0];
  return value === undefined ? { kind: "notrack" } : { kind: "ct-helper", helper: value.text };
}

/** A target that takes no options of its own. */
function plain(target: Target): TargetParser {
  return { arity: {}, read: (options) => (options.length === 0 ? target : "opaque") };
}

/** The targets that are modelled; everything else is a chain of the user's, or kept as text. */
export const targetParsers: ReadonlyMap<string, TargetParser> = new Map<string, TargetParser>([
  ["ACCEPT", plain({ kind: "accept" })],
  ["DROP", plain({ kind: "drop" })],
  ["RETURN", plain({ kind: "return" })],
  ["REJECT", { arity: { "--reject-with": 1 }, read: readReject }],
  ["LOG", { arity: { "--log-prefix": 1, "--log-level": 1, "--log-uid": 0 }, read: readLog }],
  ["NFLOG", { arity: { "--nflog-prefix": 1, "--nflog-group": 1 }, read: readNflog }],
  ["CT", { arity: { "--helper": 1, "--notrack": 0 }, read: readCt }],
]);

/** Targets of iptables that are read as text; a name outside both lists is a chain. */
const extensionTargets = new Set(
  (
    "AUDIT CHECKSUM CLASSIFY CLUSTERIP CONNMARK CONNSECMARK DNAT DNPT DSCP ECN HL HMARK IDLETIMER LED MARK MASQUERADE " +
    "MIRROR NETMAP NFQUEUE NOTRACK QUEUE RATEEST REDIRECT SAME SECMARK SET SNAT SNPT SYNPROXY TARPIT TCPMSS TCPOPTSTRIP TEE " +
    "TOS TPROXY TRACE TTL ULOG"
  ).split(" "),
);

/** What `-j NAME` means when no parser is listed for it. */
export function otherTarget(name: string, options: readonly Option[]): Reading<Target> {
  return extensionTargets.has(name) || options.length > 0 ? "opaque" : { kind: "jump", chain: name };
}
