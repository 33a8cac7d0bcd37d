/** What a command may touch: files by name (`-` is standard input) and the two output streams. */
export type CommandIo = {
  /** Reads a whole file as UTF-8; throws when it cannot be read. */
  readonly readFile: (path: string) => string;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** A variable of the environment; without it there are none. */
  readonly environment?: (name: string) => string | undefined;
};

/** 0 fine · 1 problems or a difference found · 2 bad input · 3 too complex to decide. */
export type ExitCode = 0 | 1 | 2 | 3;

/** One subcommand; `args` are the words after its name. A promise only where it has to wait for somebody. */
export type Command = {
  readonly summary: string;
  readonly help: string;
  readonly run: (args: readonly string[], io: CommandIo) => ExitCode | Promise<ExitCode>;
};

/** Thrown by a command when its input is wrong; the text says what to do. Ends with exit code 2. */
export class BadInput extends Error {}
