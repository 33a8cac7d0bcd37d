import type { InterpretOptions } from "@/lib/core/analysis/interpret";
import { follow } from "@/lib/core/analysis/path/follow";
import { type PathHost, pathHost } from "@/lib/core/analysis/path/path-host";
import type { PathVerdict } from "@/lib/core/analysis/path/path-verdict";
import { parseSave } from "@/lib/core/iptables/parse-save";
import type { Family } from "@/lib/core/net/family";
import type { Packet } from "@/lib/core/packet/packet";
import { parsePacket } from "@/lib/core/packet/parse-packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { BadInput, type Command, type CommandIo, type ExitCode } from "./command";
import { pathJson } from "./explain-json";
import { pathText } from "./explain-text";
import { type Arguments, readArguments, single } from "./read-arguments";
import { readFacts } from "./read-facts";
import { readText } from "./read-json";
import { familyGiven, familyOfText, refuseCommands, rulesOf } from "./read-rules";

const help = `Usage: sekisho explain RULES --packet 'KEY=VALUE ...' [--facts FILE] [--rates WORD] [--json] [--family 4|6]
       sekisho explain RULES --packets FILE [--facts FILE] [--rates WORD] [--trace] [--family 4|6]

Says what happens to a packet on its whole way through a host, and which rule decides: raw, mangle, nat, the routing
decision, filter, security, nat. RULES is what iptables-save or ip6tables-save prints, or "sekisho render --format
restore". A file named - is standard input.

  --packet TEXT   chain=INPUT in=eth0 src=203.0.113.9 dst=192.0.2.1 proto=tcp sport=40000 dport=443 state=NEW flags=SYN
                  also: out= icmp=TYPE/CODE ctdir=ORIGINAL|REPLY user=NAME|NUMBER|none hoplimit= origdport= mark=
                  connmark= nat=none|snat|dnat|both mac= family=4|6
                  Only chain is required; what is not said is not guessed, except state=NEW, the flags that go with it,
                  and that a fresh packet has no mark. chain=INPUT and chain=FORWARD come in, chain=OUTPUT is made here.
  --facts FILE    what is known of the host (JSON, as the panel keeps it): its addresses and routes then say where a
                  packet goes, and by which interface. Without them the packet's own words count
  --packets FILE  one packet a line; each is answered by one line of JSON, in order, without trace and stages (--trace
                  adds them). A line that is no packet is answered by {"error","line"}, and the exit code is 2 after all.
                  Empty lines and lines with # are left out
  --json          {"verdict":"accept"|"drop"|"reject"|"cannot-tell","rule":{"line","text"}|null,"trace":[...],
                   "assumes":[...],"dependsOn":[...],"stages":[...],"leaves":PACKET|null,"notKnown":[...]}
                  rule is null where a chain policy or the routing decision decides. A stage is
                  {"kind":"table","table","chain","packet","verdict","rule","rewritten":"dst=... dport=..."|null} or
                  {"kind":"route","to":"host"|"forward"|"out"|"nowhere"|"not-known","out":INTERFACE|null,"because"}
  --rates WORD    quiet-source  the packet's source does nothing else: it is within each rate per source (default)
                  open          no rate is known to be kept
                  within        every rate is kept
  --family        where neither an address nor the protocol of the packet tells it

Exit codes: 0 answered, whatever the verdict; 2 bad input.
`;

/** Reads the rules once for each family that is asked for. */
function rulesByFamily(path: string, text: string): (family: Family) => Ruleset {
  const read = new Map<Family, Ruleset>();
  return (family) => {
    const known = read.get(family);
    if (known !== undefined) return known;
    refuseCommands(path, text);
    const ruleset = rulesOf(path, family, parseSave(text, family));
    if (ruleset.tables.length === 0) {
      throw new BadInput(`${path} holds no table (*filter … COMMIT), so there is nothing to explain`);
    }
    read.set(family, ruleset);
    return ruleset;
  };
}

function hostByFamily(args: Arguments, io: CommandIo): (family: Family) => PathHost | null {
  const facts = readFacts(args, io);
  const hosts = facts === null ? null : { 4: pathHost(facts, 4), 6: pathHost(facts, 6) };
  return (family) => hosts?.[family] ?? null;
}

function readPacket(text: string, family: Family, place: string, io: CommandIo): Packet {
  const parsed = parsePacket(text, family);
  if (!parsed.ok) {
    throw new BadInput(`${place}: ${parsed.problems.map((problem) => problem.text).join("; ")}`);
  }
  for (const problem of parsed.problems) io.stderr(`${problem.severity}: ${problem.text}\n`);
  return parsed.value;
}

const rateWords = ["quiet-source", "open", "within"] as const;

function readRates(args: Arguments): (typeof rateWords)[number] {
  const text = single(args, "--rates") ?? "quiet-source";
  const rates = rateWords.find((word) => word === text);
  if (rates === undefined) throw new BadInput(`--rates takes ${rateWords.join(", ")}`);
  return rates;
}

/** So many answers are written at once. */
const linesAtOnce = 1_000;

/** One line of JSON for each packet of a file; a line that is no packet gets its error, and 2 in the end. */
function explainAll(file: string, io: CommandIo, answer: (text: string, place: string) => string): ExitCode {
  let code: ExitCode = 0;
  let lines: string[] = [];
  for (const [index, written] of readText(file, io).split("\n").entries()) {
    const line = written.trim();
    if (line === "" || line.startsWith("#")) continue;
    try {
      lines.push(`${answer(line, `${file}, line ${index + 1}`)}\n`);
    } catch (fault) {
      if (!(fault instanceof BadInput)) throw fault;
      lines.push(`${JSON.stringify({ error: fault.message, line: index + 1 })}\n`);
      io.stderr(`sekisho explain: ${fault.message}\n`);
      code = 2;
    }
    if (lines.length < linesAtOnce) continue;
    io.stdout(lines.join(""));
    lines = [];
  }
  io.stdout(lines.join(""));
  return code;
}

/** Rules and packets → verdict, deciding rule, the way. */
export const explain: Command = {
  summary: "say what the rules do with a packet, and which rule decides",
  help,
  run(words, io): ExitCode {
    const args = readArguments(words, {
      valued: ["--packet", "--packets", "--family", "--rates", "--facts"],
      flags: ["--json", "--trace"],
    });
    const [path, ...more] = args.words;
    if (path === undefined || more.length > 0) throw new BadInput("give one file of rules; see --help");
    const packetText = single(args, "--packet");
    const packetFile = single(args, "--packets");
    if ((packetText === undefined) === (packetFile === undefined)) {
      throw new BadInput("give either --packet 'chain=INPUT …' or --packets FILE");
    }
    const rates = readRates(args);
    const text = readText(path, io);
    const family = familyGiven(args) ?? familyOfText(text);
    const rules = rulesByFamily(path, text);
    const host = hostByFamily(args, io);
    const ask = (packet: Packet, options: InterpretOptions): PathVerdict =>
      follow(rules(packet.family), packet, host(packet.family), { ...options, rates });
    if (packetText !== undefined) {
      const packet = readPacket(packetText, family, "--packet", io);
      const answer = ask(packet, {});
      io.stdout(args.flags.has("--json") ? `${pathJson(answer, true)}\n` : pathText(packet, answer));
      return 0;
    }
    // Rules that cannot be read at all are no fault of a packet.
    rules(family);
    const trace = args.flags.has("--trace");
    return explainAll(packetFile ?? "", io, (line, place) =>
      pathJson(ask(readPacket(line, family, place, io), { trace }), trace),
    );
  },
};
