import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const program = "/usr/bin/z3";

/** Why z3 cannot be asked; null: it can. */
export const z3Obstacle = existsSync(program) ? null : "it needs Debian's package z3";

/** Asks z3 all questions about one set of definitions; each is told whether some packet meets it. */
export function satisfiable(
  definitions: readonly string[],
  questions: readonly string[],
): readonly boolean[] {
  if (questions.length === 0) return [];
  const asked = questions.flatMap((question) => ["(push)", `(assert ${question})`, "(check-sat)", "(pop)"]);
  const input = ["(set-logic QF_BV)", ...definitions, ...asked].join("\n");
  const { stdout, status } = spawnSync(program, ["-in"], { input, encoding: "utf8", maxBuffer: 1 << 28 });
  const answers = stdout.trim().split("\n");
  const wrong = answers.find((line) => line !== "sat" && line !== "unsat");
  if (wrong !== undefined || status !== 0) throw new Error(`z3: ${wrong ?? status}`);
  return answers.map((line) => line === "sat");
}
