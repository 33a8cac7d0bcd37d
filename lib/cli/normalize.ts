import { normalise } from "@/lib/core/iptables/normalise";
import { BadInput, type Command, type ExitCode } from "./command";
import { problemsJson } from "./problems-json";
import { readArguments } from "./read-arguments";
import { readText } from "./read-json";
import { familyGiven, familyOfText } from "./read-rules";

const help = `Usage: sekisho normalize RULES [--json] [--family 4|6]

Prints rules in the kernel's form: what iptables-save would print once they were loaded, without comments and with the
counters at zero. RULES is what iptables-save or ip6tables-save prints, a file somebody wrote for iptables-restore, or
a list of "iptables ..." command lines. Two files that mean the same rules in the same order print the same.
A file named - is standard input. What is not known is kept word for word.

  --json    {"text":"..."|null,"problems":[{"code","severity","line","column","text"}]}
  --family  where the text itself does not tell it

What a person should know goes to the error stream. Exit codes: 0 printed, 2 the text could not be read.
`;

/** Rules as somebody has them → the kernel's form. */
export const normalize: Command = {
  summary: "print rules in the kernel's form",
  help,
  run(words, io): ExitCode {
    const args = readArguments(words, { valued: ["--family"], flags: ["--json"] });
    const [path, ...more] = args.words;
    if (path === undefined || more.length > 0) throw new BadInput("give one file of rules; see --help");
    const text = readText(path, io);
    const result = normalise(text, familyGiven(args) ?? familyOfText(text));
    if (args.flags.has("--json")) {
      const json = { text: result.ok ? result.value : null, problems: problemsJson(result.problems) };
      io.stdout(`${JSON.stringify(json)}\n`);
      return result.ok ? 0 : 2;
    }
    for (const problem of result.problems) io.stderr(`${problem.severity}: ${problem.text}\n`);
    if (!result.ok) return 2;
    io.stdout(result.value);
    return 0;
  },
};
