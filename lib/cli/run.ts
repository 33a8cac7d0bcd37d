import { BadInput, type Command, type CommandIo, type ExitCode } from "./command";

function overview(commands: Readonly<Record<string, Command>>): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    "Usage: sekisho COMMAND [ARGUMENTS]",
    "",
    "Commands:",
    ...lines,
    "",
    "`sekisho COMMAND --help` describes one of them, `sekisho --version` says which sekisho this is.",
    "Exit codes: 0 fine, 1 problems or a difference found, 2 bad input, 3 too complex to decide.",
    "",
  ].join("\n");
}

/** Standard input is empty when it is read again, and no rules at all would then be all that there is to say. */
function inputOnce(readFile: CommandIo["readFile"]): CommandIo["readFile"] {
  let read = false;
  return (path) => {
    if (path === "-" && read) throw new BadInput("standard input (-) can be given once only");
    if (path === "-") read = true;
    return readFile(path);
  };
}

/** Finds the command that the first word names and runs it; bad input is told on the error stream. */
export function run(
  commands: Readonly<Record<string, Command>>,
  words: readonly string[],
  io: CommandIo,
  version = "",
): ExitCode | Promise<ExitCode> {
  const [name, ...args] = words;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const text = overview(commands);
    if (name === undefined) io.stderr(text);
    else io.stdout(text);
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-V") {
    io.stdout(`sekisho ${version}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    io.stderr(`sekisho: there is no command ${JSON.stringify(name)}\n\n${overview(commands)}`);
    return 2;
  }
  if (args.includes("--help") || args.includes("-h")) {
    io.stdout(command.help);
    return 0;
  }
  try {
    const code = command.run(args, { ...io, readFile: inputOnce(io.readFile) });
    return typeof code === "number" ? code : code.catch((fault: unknown) => told(fault, name, io));
  } catch (fault) {
    return told(fault, name, io);
  }
}

/** Tells why a command ended; throws again what is nobody's input. */
function told(fault: unknown, name: string, io: CommandIo): ExitCode {
  if (fault instanceof BadInput) {
    io.stderr(`sekisho ${name}: ${fault.message}\n`);
    return 2;
  }
  // What V8 throws when the stack, or a text, would grow beyond its limit.
  if (!(fault instanceof RangeError)) throw fault;
  io.stderr(`sekisho ${name}: too complex to decide: the rules lead too deep (${fault.message})\n`);
  return 3;
}
