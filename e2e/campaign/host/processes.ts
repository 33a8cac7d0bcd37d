import { type ChildProcess, execFile, spawn } from "node:child_process";

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Programs at consoles that have not ended. */
const consoles = new Set<ChildProcess>();

/**
 * A console whose command was frozen with its host stands still itself, and does not go on when the host does: nsenter
 * stops when its child is stopped.
 */
export function wakeConsoles(): void {
  for (const child of consoles) child.kill("SIGCONT");
}

function keepConsole(child: ChildProcess): void {
  consoles.add(child);
  child.once("exit", () => consoles.delete(child));
  child.stdin?.on("error", () => undefined);
}

/** Runs a program to its end; a code of -1: it was ended, or never began. */
export function run(program: string, words: readonly string[], stdin = ""): Promise<Ran> {
  return new Promise((done) => {
    const child = execFile(
      program,
      [...words],
      { maxBuffer: 1 << 26, timeout: 60_000 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        done({ code, stdout, stderr });
      },
    );
    keepConsole(child);
    child.stdin?.end(stdin);
  });
}

/** A program at a console that goes on until its stdin ends; what it prints is not heard. */
export function spawnConsole(program: string, words: readonly string[]): ChildProcess {
  const child = spawn(program, words, { stdio: ["pipe", "ignore", "ignore"] });
  keepConsole(child);
  return child;
}

/** `run` that throws where the program fails; answers what it printed. */
export async function must(program: string, words: readonly string[], stdin = ""): Promise<string> {
  const { code, stdout, stderr } = await run(program, words, stdin);
  if (code !== 0) throw new Error(`${program} ${words.slice(0, 12).join(" ")}: ${code} ${stderr} ${stdout}`);
  return stdout;
}

/** A process that keeps namespaces alive until its stdin ends, so that nothing outlives the campaign. */
export async function holder(words: readonly string[], script: string): Promise<ChildProcess> {
  const [program = "", ...rest] = words;
  const child = spawn(program, [...rest, "/bin/sh", "-c", script], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr?.on("data", (data) => {
    said += data;
  });
  await new Promise<void>((done, failed) => {
    child.stdout?.once("data", () => done());
    child.once("exit", (code) => failed(new Error(`The namespaces ended with ${code}: ${said}`)));
  });
  return child;
}

/** Ends a process, and waits until it is gone. */
export async function end(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill("SIGKILL");
  await gone;
}
