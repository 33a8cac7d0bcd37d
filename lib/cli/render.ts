import { compile } from "@/lib/core/compile/compile";
import type { Compiled } from "@/lib/core/compile/compiled";
import { flatten } from "@/lib/core/compile/flatten";
import { scriptHeader } from "@/lib/core/compile/script-header";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { renderScript } from "@/lib/core/iptables/render-script";
import type { Policy } from "@/lib/core/policy/schema";
import { parsePolicy } from "@/lib/core/policy/validate";
import type { Problem } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { BadInput, type Command, type CommandIo, type ExitCode } from "./command";
import { policyFromRole } from "./policy-from-role";
import { type Arguments, readArguments, single } from "./read-arguments";
import { readFacts } from "./read-facts";
import { readJson } from "./read-json";

const formats = ["script", "restore", "ip6restore"] as const;
type Format = (typeof formats)[number];

const help = `Usage: sekisho render POLICY.json --format FORMAT [--flat] [--facts FACTS.json]
       sekisho render --role ROLE --source NAME=PREFIX[,PREFIX...] ... [--client CLIENT] --format FORMAT
       sekisho render --role egress-sandbox --source destination=PREFIX [--dns udp|both|off] [--replies none|admin|all]

Turns a policy, or a role with its sources, into iptables rules.

  --format script      a POSIX shell script for both families that replaces the filter table
                       (the sandbox: that rebuilds OUTPUT only)
  --format restore     the panel's own chains as text for iptables-restore --noflush
  --format ip6restore  the same for ip6tables-restore --noflush
  --flat               restore and ip6restore: the whole filter table, in the built-in chains
  --facts FILE         host facts as JSON: accounts, own addresses, the panel's address

  --role ROLE          public-web-server, internal-server, file-server, egress-sandbox, mail-server or blank
  --source NAME=...    admin, hq, branch, partner; the sandbox takes destination and admin
  --client CLIENT      everything       all out, all answers in (without --client: so in the first three roles)
                       at-reply=http,https,dns,ntp,smtp,ftp     all out, replies in for these only
                       at-request=http,https,dns,ntp,smtp,ftp   only these out, or at-request=everything
  --dns, --replies     sandbox only; "--dns udp --replies none" is the literal recipe

"sekisho schema" prints the JSON Schema of POLICY.json. A file named - is standard input.
Warnings go to the error stream. Exit codes: 0 fine, 2 bad input.
`;

/** Where errors stop, notices would only hide them. */
function say(problems: readonly Problem[], io: CommandIo): void {
  const failed = problems.some(({ severity }) => severity === "error");
  const told = failed ? problems.filter(({ severity }) => severity !== "notice") : problems;
  for (const { severity, path, text } of told) {
    const place = path.length === 0 ? "" : ` (${path.join(".")})`;
    io.stderr(`${severity}: ${text}${place}\n`);
  }
}

function readFormat(args: Arguments): Format {
  const text = single(args, "--format");
  const format = formats.find((one) => one === text);
  if (format !== undefined) return format;
  const what = text === undefined ? "--format is missing" : `--format ${JSON.stringify(text)} is not known`;
  throw new BadInput(`${what}; choose one of ${formats.join(", ")}`);
}

/** The policy of the command line: a file, or a role. Null: it has errors, which were said. */
function readPolicy(args: Arguments, io: CommandIo): Policy | null {
  const [path, ...more] = args.words;
  if (more.length > 0) throw new BadInput(`one policy at a time; ${JSON.stringify(more[0])} is too much`);
  const roleOptions = ["--role", "--source", "--client", "--dns", "--replies"].filter((name) =>
    args.values.has(name),
  );
  if (path === undefined) {
    if (args.values.has("--role")) return policyFromRole(args, io);
    throw new BadInput("name a policy file, or a role with --role; see --help");
  }
  if (roleOptions.length > 0) throw new BadInput(`${roleOptions[0]} does not go with a policy file`);
  const parsed = parsePolicy(readJson(path, io));
  if (!parsed.ok) say(parsed.problems, io);
  return parsed.ok ? parsed.value : null;
}

function textOf(format: Format, flat: boolean, compiled: Compiled, policy: Policy): string {
  const restore = (ruleset: Ruleset | null) => {
    if (ruleset === null) throw new BadInput("the host has no IPv6, so there is nothing to render for it");
    return renderRestore(ruleset);
  };
  switch (format) {
    case "script":
      return renderScript({ ...flatten(compiled), header: scriptHeader(policy) });
    case "restore":
      return restore(flat ? flatten(compiled).ruleset4 : compiled.ruleset4);
    case "ip6restore":
      return restore(flat ? flatten(compiled).ruleset6 : compiled.ruleset6);
  }
}

/** Policy or role → text of the rules. */
export const render: Command = {
  summary: "turn a policy or a role into rules",
  help,
  run(words, io): ExitCode {
    const args = readArguments(words, {
      valued: ["--format", "--facts", "--role", "--source", "--client", "--dns", "--replies"],
      flags: ["--flat"],
    });
    const format = readFormat(args);
    const policy = readPolicy(args, io);
    if (policy === null) return 2;
    const compiled = compile(policy, readFacts(args, io));
    say(compiled.problems, io);
    if (!compiled.ok) return 2;
    io.stdout(textOf(format, args.flags.has("--flat"), compiled.value, policy));
    return 0;
  },
};
