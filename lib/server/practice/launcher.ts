import { execFile } from "node:child_process";
import { join } from "node:path";
import * as z from "zod";
import { PracticeError } from "./practice-error";
import { processSchema } from "./record";

/** Longer than the boot may take; the launcher gives up by itself before. */
const LAUNCH_TIMEOUT = 60_000;

/** Where these files are at run time: a bundler must not move them, plain node runs the programs among them. */
export function practiceProgram(name: string): string {
  return join(/* turbopackIgnore: true */ process.cwd(), "lib/server/practice", name);
}

const refused = { code: z.string(), text: z.string() };
const checkAnswer = z.union([
  z.object({ available: z.literal(true) }),
  z.object({ available: z.literal(false), ...refused }),
]);
const raiseAnswer = z.union([
  z.object({ ok: z.literal(true), outer: processSchema, inner: processSchema, mapsUsers: z.boolean() }),
  z.object({ ok: z.literal(false), ...refused }),
]);

/** Whether a practice VPS can run here, or the one thing that is in its way and what to do about it. */
export type Availability = z.infer<typeof checkAnswer>;

/** Tries it: namespaces are made and a rule is loaded in them. Takes about 0.1 s and leaves nothing behind. */
export async function availability(): Promise<Availability> {
  if (process.platform !== "linux") {
    return {
      available: false,
      code: "not-linux",
      text: "A practice VPS needs Linux network namespaces. Run the panel on Linux, or add a real VPS.",
    };
  }
  return checkAnswer.parse(await launch(["check"]));
}

/** Starts the namespaces over a prepared folder. Throws PracticeError. */
export async function raise(folder: string) {
  const answer = raiseAnswer.parse(await launch(["raise", folder]));
  if (!answer.ok) throw new PracticeError(answer.code, answer.text);
  return answer;
}

function launch(parameters: readonly string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [practiceProgram("launch.mjs"), ...parameters],
      // Nothing of the panel's environment, which may hold its master key, goes into a practice VPS.
      { timeout: LAUNCH_TIMEOUT, env: { PATH: process.env.PATH ?? "", NODE_ENV: process.env.NODE_ENV } },
      (error, stdout, stderr) => {
        try {
          resolve(JSON.parse(stdout));
        } catch {
          const detail = stderr.trim().split("\n").slice(-3).join("\n") || error?.message || "no answer";
          reject(new PracticeError("raise-failed", `The practice VPS did not start: ${detail}`));
        }
      },
    );
  });
}
