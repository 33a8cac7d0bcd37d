import { lint as lintRules } from "@/lib/core/analysis/lint";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { BadInput, type Command, type ExitCode } from "./command";
import { problemsJson } from "./problems-json";
import { readArguments } from "./read-arguments";
import { readCount } from "./read-count";
import { readText } from "./read-json";
import { familyGiven, familyOfText, refuseCommands } from "./read-rules";

const help = `Usage: sekisho lint RULES [--json] [--family 4|6] [--budget N]

Looks for mistakes in what iptables-save or ip6tables-save prints: rules that no packet reaches (shadowed), rules that
change nothing (redundant), rules that match nothing, the same rule twice, jumps to chains that do not exist, loops,
chains that nothing leads to, rules that iptables refuses, a missing COMMIT. All is decided for every packet at once, so
that several rules together may cover another; what hangs on a rate or an unknown match is never reported.
A file named - is standard input.

  --json    {"problems":[{"code","severity","line","column","coverers","text"}]}; coverers are the lines of the rules
            that cover a shadowed or redundant one
  --family  where the text itself does not tell it
  --budget  give up on rules without effect after N nodes of a decision diagram (default 2000000)

Chains that nothing leads to are a notice: programs keep spare ones.
Exit codes: 0 nothing found but notices, 1 problems found, 2 the text is not iptables-save output, 3 nothing found, and
whether each rule has an effect is too complex to decide.
`;

/** Rules → problems. */
export const lint: Command = {
  summary: "look for mistakes in a file of rules",
  help,
  run(words, io): ExitCode {
    const args = readArguments(words, { valued: ["--family", "--budget"], flags: ["--json"] });
    const [path, ...more] = args.words;
    if (path === undefined || more.length > 0) throw new BadInput("give one file of rules; see --help");
    const text = readText(path, io);
    refuseCommands(path, text);
    const parsed = parseSave(text, familyGiven(args) ?? familyOfText(text));
    if (parsed.ok && parsed.value.tables.length === 0) {
      throw new BadInput(`${path} holds no table (*filter … COMMIT): give what iptables-save prints`);
    }
    const budget = readCount(args, "--budget") ?? undefined;
    const problems = parsed.ok ? [...parsed.problems, ...lintRules(parsed.value, budget)] : parsed.problems;
    if (args.flags.has("--json")) io.stdout(`${JSON.stringify({ problems: problemsJson(problems) })}\n`);
    else for (const problem of problems) io.stdout(`${problem.severity}: ${problem.text}\n`);
    if (!parsed.ok) {
      if (!args.flags.has("--json")) io.stderr("This is not what iptables-save or ip6tables-save prints.\n");
      return 2;
    }
    if (problems.some(({ severity }) => severity !== "notice")) return 1;
    return problems.some(({ code }) => code === "too-complex") ? 3 : 0;
  },
};
