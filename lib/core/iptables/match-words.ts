import { formatAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { allPorts, formatPortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { Match, TcpFlag } from "@/lib/core/ruleset/match";
import { rateScale, rateText } from "./rate-text";

/** A word of a rule. `free`: a text of the operator's, which iptables-save may put in quotes. `raw`: kept as it was read. */
export type Word = { readonly text: string; readonly kind: "plain" | "free" | "raw" };

export function plain(...texts: readonly string[]): Word[] {
  return texts.map((text) => ({ text, kind: "plain" }));
}

export function free(text: string): Word {
  return { text, kind: "free" };
}

/** The options that one match gives to an extension; neighbours of the same extension share one `-m`. */
export type ModuleWords = {
  readonly module: string;
  readonly option: string;
  readonly words: readonly Word[];
};

function negation(negated: boolean | undefined): Word[] {
  return negated ? plain("!") : [];
}

function flags(list: readonly TcpFlag[]): string {
  return list.length === 0 ? "NONE" : list.join(",");
}

function range({ family, first, last }: AddressRange): string {
  return `${formatAddress({ family, value: first })}-${formatAddress({ family, value: last })}`;
}

const portOptions = { source: "--sport", destination: "--dport", either: "--port" } as const;

function ports(match: Extract<Match, { kind: "ports" }>): readonly Word[] {
  const option = portOptions[match.side];
  if (match.module === "multiport") {
    return [...negation(match.negated), ...plain(`${option}s`, match.ranges.map(formatPortRange).join(","))];
  }
  const [only] = match.ranges;
  // Every port is what the extension matches anyway, and what the kernel prints nothing for.
  if (
    only === undefined ||
    (only.first === allPorts.first && only.last === allPorts.last && !match.negated)
  ) {
    return [];
  }
  return [...negation(match.negated), ...plain(option, formatPortRange(only))];
}

/** Matches that iptables itself has options for; they stand before all extensions. */
export type GenericMatch = Extract<
  Match,
  { kind: "source" | "destination" | "in-interface" | "out-interface" | "protocol" }
>;

/** A match as the options of its extension, in the form that iptables-save prints (version 1.8.9, measured). */
export function moduleWords(
  match: Exclude<Match, GenericMatch | { kind: "opaque" }>,
  family: Family,
): ModuleWords {
  const one = (module: string, option: string, ...values: readonly string[]): ModuleWords => ({
    module,
    option,
    words: [...negation("negated" in match ? match.negated : false), ...plain(option, ...values)],
  });
  switch (match.kind) {
    case "source-range":
      return one("iprange", "--src-range", range(match.range));
    case "destination-range":
      return one("iprange", "--dst-range", range(match.range));
    case "ports":
      return { module: match.module, option: match.side, words: ports(match) };
    case "tcp-flags":
      return one("tcp", "--tcp-flags", flags(match.mask), flags(match.set));
    case "icmp-type": {
      const code = match.code === null ? "" : `/${match.code}`;
      if (family === 6) return one("icmp6", "--icmpv6-type", `${match.type}${code}`);
      return one("icmp", "--icmp-type", match.type === 255 ? "any" : `${match.type}${code}`);
    }
    case "ct-state":
      return one(match.module, match.module === "state" ? "--state" : "--ctstate", match.states.join(","));
    case "ct-direction":
      return one("conntrack", "--ctdir", match.direction);
    case "ct-original-port":
      return one("conntrack", "--ctorigdstport", formatPortRange(match.range));
    case "ct-helper":
      return {
        module: "helper",
        option: "--helper",
        words: [...negation(match.negated), ...plain("--helper"), free(match.name)],
      };
    case "hop-limit":
      return family === 6
        ? one("hl", `--hl-${match.op}`, String(match.value))
        : one("ttl", `--ttl-${match.op}`, String(match.value));
    case "address-type":
      return one("addrtype", match.side === "source" ? "--src-type" : "--dst-type", match.type);
    case "owner-user":
      return one(
        "owner",
        "--uid-owner",
        match.first === match.last ? String(match.first) : `${match.first}-${match.last}`,
      );
    case "limit": {
      const rate = plain("--limit", rateText(match.count, match.per, rateScale.limit));
      const burst = match.burst === 5 ? [] : plain("--limit-burst", String(match.burst));
      return { module: "limit", option: "--limit", words: [...rate, ...burst] };
    }
    case "source-limit": {
      const rate = rateText(match.count, match.per, rateScale.hashlimit);
      const mode = match.shared ? [] : plain("--hashlimit-mode", "srcip");
      return {
        module: "hashlimit",
        option: "--hashlimit",
        words: [
          ...plain(match.above ? "--hashlimit-above" : "--hashlimit-upto", rate),
          ...plain("--hashlimit-burst", String(match.burst)),
          ...mode,
          ...plain("--hashlimit-name"),
          free(match.name),
        ],
      };
    }
    case "connection-limit": {
      const option = match.negated ? "--connlimit-upto" : "--connlimit-above";
      const words = plain(
        option,
        String(match.above),
        "--connlimit-mask",
        String(match.mask),
        "--connlimit-saddr",
      );
      return { module: "connlimit", option: "--connlimit", words };
    }
    case "comment":
      return { module: "comment", option: "--comment", words: [...plain("--comment"), free(match.text)] };
  }
}
