import { readFileSync, writeSync } from "node:fs";
import { version } from "@/package.json";
import { assert } from "./assert";
import type { Command } from "./command";
import { diff } from "./diff";
import { drill } from "./drill";
import { explain } from "./explain";
import { lint } from "./lint";
import { normalize } from "./normalize";
import { render } from "./render";
import { run } from "./run";
import { schema } from "./schema";

/** The subcommands by name; each has a file of its own. */
const commands: Readonly<Record<string, Command>> = {
  render,
  explain,
  lint,
  diff,
  assert,
  normalize,
  drill,
  schema,
};

/** Writes all of a text; a pipe that is full is waited for, a reader that went away ends the program quietly. */
function write(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (fault) {
      const code = fault instanceof Error && "code" in fault ? fault.code : null;
      if (code === "EPIPE") process.exit(0);
      if (code !== "EAGAIN") throw fault;
    }
  }
}

process.exitCode = await run(
  commands,
  process.argv.slice(2),
  {
    readFile: (path) => readFileSync(path === "-" ? 0 : path, "utf8"),
    stdout: (text) => write(1, text),
    stderr: (text) => write(2, text),
    environment: (name) => process.env[name],
  },
  version,
);
