import { offersMatch } from "@/lib/core/facts/kernel-matches";
import { addressBits, type Family } from "@/lib/core/net/family";
import type { PortScan } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Origin, Rule } from "@/lib/core/ruleset/ruleset";
import { ctState, protocol, tcp } from "../match-shapes";
import { drop } from "../rule-shapes";
import type { Scope } from "../scope";
import { protectionTableName } from "../short-name";
import { sourceBits } from "./one-source";
import { protectionOrigin } from "./protection-origin";

/** The kernel's list of who knocked; one for each family, so that neither pushes the other's sources out of its 100 places. */
export const scannerList: Readonly<Record<Family, string>> = { 4: "sekisho-scan-4", 6: "sekisho-scan-6" };

const origin: Origin = protectionOrigin(
  "port-scan",
  "A source that knocks at many closed ports may open no new connection for a while.",
);

/** The bits of an address that make a source, as the list compares them. */
function sourceMask(family: Family): bigint {
  const rest = BigInt(addressBits(family) - sourceBits[family]);
  return ((1n << BigInt(sourceBits[family])) - 1n) << rest;
}

function listed(family: Family, asked: { readonly hits: number; readonly seconds: number } | null): Match {
  return {
    kind: "recent",
    action: asked === null ? "set" : "rcheck",
    name: scannerList[family],
    side: "source",
    seconds: asked?.seconds ?? null,
    hits: asked?.hits ?? null,
    reap: false,
    sameHopLimit: false,
    mask: sourceMask(family),
  };
}

/** Whoever knocked at so many ports of late. */
export function knownScanners({ ports, minutes }: PortScan, family: Family): Match {
  return listed(family, { hits: ports, seconds: minutes * 60 });
}

/**
 * Once in so many minutes for each source and port, so that a program that asks again at one closed port (a SYN that is
 * not answered is sent six times more, tcp(7)) is no scanner. The rate is in the words that iptables-save prints. The
 * kernel remembers 65,536 pairs (measured): a flood of forged ones ends this protection, and drops here whatever comes
 * meanwhile.
 */
function knocksAnew(family: Family, { ports, minutes }: PortScan): Match {
  const each = Math.floor(60 / minutes);
  return {
    kind: "keyed-limit",
    name: protectionTableName("knock", `${ports}/${minutes}`),
    above: false,
    keys: ["source", "destination-port"],
    sourceLength: family === 6 ? sourceBits[6] : null,
    destinationLength: null,
    rate: each === 60 ? "1/min" : `${each}/hour`,
    burst: "1",
    settings: [],
    measured: null,
  };
}

/**
 * The protection where it can work: what the policy hands on to other rules may be let in by them, so that no closed
 * port is seen there.
 */
function scanOf({ policy, facts }: Scope): PortScan | null {
  const { portScan } = policy.protections;
  if (portScan === undefined || policy.otherwise === "hand-on") return null;
  return offersMatch(facts, "recent") && offersMatch(facts, "hashlimit") ? portScan : null;
}

/**
 * Whoever knocked at that many different closed ports opens no TCP connection until the first of these knocks is that
 * long ago. What is dropped here is no knock, so that it ends by itself. The list lives in the kernel beside the rules
 * and is not forgotten when they are loaded anew.
 */
export function scannerRules(scope: Scope): readonly Rule[] {
  const scan = scanOf(scope);
  if (scan === null) return [];
  const matches = [protocol(tcp), ctState("NEW"), knownScanners(scan, scope.family)];
  return [{ matches, target: drop, origin }];
}

/**
 * Stands right before the end and writes down who came so far with the first packet of a connection. It decides nothing,
 * unless the kernel's table is full: behind the log, so that the log speaks then too.
 */
export function knockRules(scope: Scope): readonly Rule[] {
  const scan = scanOf(scope);
  if (scan === null) return [];
  const begins: Match = { kind: "tcp-flags", mask: ["FIN", "SYN", "RST", "ACK"], set: ["SYN"] };
  const { family } = scope;
  const matches = [protocol(tcp), begins, ctState("NEW"), knocksAnew(family, scan), listed(family, null)];
  return [{ matches, target: { kind: "none" }, origin }];
}
