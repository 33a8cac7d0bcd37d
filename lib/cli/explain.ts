import { type InterpretOptions, interpret } from "@/lib/core/analysis/interpret";
import type { TraceStep, Verdict } from "@/lib/core/analysis/verdict";
import { parseSave } from "@/lib/core/iptables/parse-save";
import type { Family } from "@/lib/core/net/family";
import { formatPacket } from "@/lib/core/packet/format-packet";
import type { Packet } from "@/lib/core/packet/packet";
import { parsePacket } from "@/lib/core/packet/parse-packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { BadInput, type Command, type CommandIo, type ExitCode } from "./command";
import { type Arguments, readArguments, single } from "./read-arguments";
import { readText } from "./read-json";
import { familyGiven, familyOfText, rulesOf } from "./read-rules";

const help = `Usage: sekisho explain RULES --packet 'KEY=VALUE ...' [--json] [--family 4|6]
       sekisho explain RULES --packets FILE [--family 4|6]

Says what the filter table does with a packet, and which rule decides. RULES is what iptables-save or ip6tables-save
prints, or "sekisho render --format restore". A file named - is standard input.

  --packet TEXT   chain=INPUT in=eth0 src=203.0.113.9 dst=192.0.2.1 proto=tcp sport=40000 dport=443 state=NEW flags=SYN
                  also: out= icmp=TYPE/CODE ctdir=ORIGINAL|REPLY user=NAME|NUMBER|none hoplimit= origdport= family=4|6
                  Only chain is required; what is not said is not guessed, except state=NEW and the flags that go with it.
  --packets FILE  one packet a line; each is answered by one line of JSON, in order. A line that is no packet is answered
                  by {"error","line"}, and the exit code is 2 after all. Empty lines and lines with # are left out
  --json          {"verdict":"accept"|"drop"|"reject"|"cannot-tell","rule":{"line","text"}|null,"trace":[...],
                   "assumes":[...],"dependsOn":[...]}
                  rule is null where the chain policy decides
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
    const ruleset = rulesOf(path, family, parseSave(text, family));
    if (!ruleset.tables.some(({ name }) => name === "filter")) {
      throw new BadInput(`${path} holds no filter table (*filter … COMMIT), so there is nothing to explain`);
    }
    read.set(family, ruleset);
    return ruleset;
  };
}

function readPacket(text: string, family: Family, place: string, io: CommandIo): Packet {
  const parsed = parsePacket(text, family);
  if (!parsed.ok) {
    throw new BadInput(`${place}: ${parsed.problems.map((problem) => problem.text).join("; ")}`);
  }
  for (const problem of parsed.problems) io.stderr(`${problem.severity}: ${problem.text}\n`);
  return parsed.value;
}

function conditionsOf(list: Verdict["dependsOn"]) {
  return list.map(({ kind, text, rule }) => ({
    kind,
    text,
    rule: rule && { line: rule.line, text: rule.text },
  }));
}

function toJson({ verdict, rule, trace, assumes, dependsOn }: Verdict): string {
  return JSON.stringify({
    verdict,
    rule: rule && { line: rule.line, text: rule.text },
    trace,
    assumes: conditionsOf(assumes),
    dependsOn: conditionsOf(dependsOn),
  });
}

const marks = { yes: "*", no: " ", maybe: "?" } as const;

function stepLine(step: TraceStep): string {
  if (step.kind === "note") return `      ${step.text}\n`;
  const line = String(step.line ?? step.index + 1).padStart(5);
  return `${line} ${marks[step.matched]} ${step.text}\n${" ".repeat(10)}${step.because}\n`;
}

function named(word: string, list: Verdict["dependsOn"]): string {
  return list.map(({ text, rule }) => `  ${word}: ${text}${rule ? ` (line ${rule.line})` : ""}\n`).join("");
}

function toText(packet: Packet, { verdict, rule, trace, assumes, dependsOn }: Verdict): string {
  const by = rule === null ? `chain policy of ${packet.chain}` : `line ${rule.line}: ${rule.text}`;
  const why =
    verdict === "cannot-tell"
      ? named("hangs on", dependsOn)
      : `  by ${by}
`;
  return `${formatPacket(packet)}\n${verdict}\n${why}${named("while within", assumes)}\n${trace.map(stepLine).join("")}`;
}

const rateWords = ["quiet-source", "open", "within"] as const;

function readOptions(args: Arguments): InterpretOptions {
  const text = single(args, "--rates") ?? "quiet-source";
  const rates = rateWords.find((word) => word === text);
  if (rates === undefined) throw new BadInput(`--rates takes ${rateWords.join(", ")}`);
  return { rates };
}

/** Rules and packets → verdict, deciding rule, trace. */
export const explain: Command = {
  summary: "say what the rules do with a packet, and which rule decides",
  help,
  run(words, io): ExitCode {
    const args = readArguments(words, {
      valued: ["--packet", "--packets", "--family", "--rates"],
      flags: ["--json"],
    });
    const [path, ...more] = args.words;
    if (path === undefined || more.length > 0) throw new BadInput("give one file of rules; see --help");
    const packetText = single(args, "--packet");
    const packetFile = single(args, "--packets");
    if ((packetText === undefined) === (packetFile === undefined)) {
      throw new BadInput("give either --packet 'chain=INPUT …' or --packets FILE");
    }
    const options = readOptions(args);
    const text = readText(path, io);
    const family = familyGiven(args) ?? familyOfText(text);
    const rules = rulesByFamily(path, text);
    if (packetText !== undefined) {
      const packet = readPacket(packetText, family, "--packet", io);
      const verdict = interpret(rules(packet.family), packet, options);
      io.stdout(args.flags.has("--json") ? `${toJson(verdict)}\n` : toText(packet, verdict));
      return 0;
    }
    const file = packetFile ?? "";
    const lines = readText(file, io)
      .split("\n")
      .map((line, index) => ({ line: line.trim(), number: index + 1 }))
      .filter(({ line }) => line !== "" && !line.startsWith("#"));
    // Rules that cannot be read at all are no fault of a packet.
    rules(family);
    let code: ExitCode = 0;
    for (const { line, number } of lines) {
      try {
        const packet = readPacket(line, family, `${file}, line ${number}`, io);
        io.stdout(`${toJson(interpret(rules(packet.family), packet, options))}\n`);
      } catch (fault) {
        if (!(fault instanceof BadInput)) throw fault;
        io.stdout(`${JSON.stringify({ error: fault.message, line: number })}\n`);
        io.stderr(`sekisho explain: ${fault.message}\n`);
        code = 2;
      }
    }
    return code;
  },
};
