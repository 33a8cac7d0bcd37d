import type { Family } from "@/lib/core/net/family";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";

/** Protocols of which the rule must name one, by number and in iptables' words. */
type Needed = { readonly numbers: readonly number[]; readonly words: string };

const needed = {
  tcp: { numbers: [6], words: "-p tcp" },
  udp: { numbers: [17], words: "-p udp" },
  sctp: { numbers: [132], words: "-p sctp" },
  dccp: { numbers: [33], words: "-p dccp" },
  ah: { numbers: [51], words: "-p ah" },
  esp: { numbers: [50], words: "-p esp" },
  ipcomp: { numbers: [108], words: "-p ipcomp" },
  mh: { numbers: [135], words: "-p mobility-header" },
  icmp: { numbers: [1], words: "-p icmp" },
  icmp6: { numbers: [58], words: "-p ipv6-icmp" },
  ports: { numbers: [6, 17, 33, 132, 136], words: "-p tcp or -p udp" },
  translatedPorts: { numbers: [1, 6, 17, 33, 132], words: "-p tcp or -p udp" },
  stream: { numbers: [6, 17], words: "-p tcp or -p udp" },
} satisfies Record<string, Needed>;

/** What extensions need that are kept as text, by the name after `-m` or `-j` (the kernel's xt_*.c). */
const byName: Readonly<Record<string, Needed>> = {
  esp: needed.esp,
  ipcomp: needed.ipcomp,
  mh: needed.mh,
  osf: needed.tcp,
  tcpmss: needed.tcp,
  SYNPROXY: needed.tcp,
  TCPOPTSTRIP: needed.tcp,
  TPROXY: needed.stream,
};

function textNeeds(text: string, family: Family): Needed | null {
  const name = /^-[mj] (\S+)/.exec(text)?.[1] ?? "";
  if (name === "ah") return family === 4 ? needed.ah : null;
  if (name === "ecn") return text.includes("--ecn-tcp") ? needed.tcp : null;
  return Object.hasOwn(byName, name) ? (byName[name] ?? null) : null;
}

function matchNeeds(match: Match, family: Family): Needed | null {
  switch (match.kind) {
    case "tcp-flags":
    case "tcp-option":
      return needed.tcp;
    case "ports":
      return match.module === "multiport" ? needed.ports : needed[match.module];
    case "extension":
      return needed[match.name];
    case "icmp-type":
      return family === 4 ? needed.icmp : needed.icmp6;
    case "opaque":
      return textNeeds(match.text, family);
    default:
      return null;
  }
}

function targetNeeds(target: Target, family: Family): Needed | null {
  switch (target.kind) {
    case "dnat":
    case "snat":
      return target.to.ports === null ? null : needed.translatedPorts;
    case "masquerade":
    case "redirect":
      return target.ports === null ? null : needed.translatedPorts;
    case "reject":
      return target.with === "tcp-reset" ? needed.tcp : null;
    case "tcp-mss":
      return needed.tcp;
    case "opaque":
      return textNeeds(target.text, family);
    default:
      return null;
  }
}

/** The protocol that a rule must name and does not; null where nothing is missing, or the protocol is kept as text. */
export function missingProtocol({ matches, target }: Rule, family: Family): string | null {
  if (matches.some((match) => match.kind === "opaque" && /^(?:! )?-p /.test(match.text))) return null;
  const named = matches.find((match) => match.kind === "protocol");
  const meets = ({ numbers }: Needed) =>
    named?.kind === "protocol" && !named.negated && numbers.includes(named.protocol);
  const asked = [...matches.map((match) => matchNeeds(match, family)), targetNeeds(target, family)];
  return asked.find((needs) => needs !== null && !meets(needs))?.words ?? null;
}
