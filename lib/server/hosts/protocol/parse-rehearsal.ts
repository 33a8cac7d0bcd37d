import { error, fail, ok, type Result } from "@/lib/core/problem/problem";
import { type RehearsalAnswer, rehearsalWords } from "@/lib/core/rehearsal/rehearsal";
import { readAnswerItems } from "./answer-lines";
import { parseBootLoaded } from "./parse-boot";

const units = ["enabled", "disabled", "none"] as const;
/** Lines by which the boot script says what it loaded; the others are what went wrong. */
const outcomeLine = /^[46] [a-z]+$/;

/** Reads what REHEARSE printed. Fails with `rehearsal-cut` (no end), `rehearsal-refused` (the host's own code). */
export function parseRehearsal(stdout: string): Result<RehearsalAnswer> {
  const items = readAnswerItems(stdout);
  const blocks = new Map(items.flatMap((item) => (item.kind === "block" ? [[item.name, item.text]] : [])));
  const lines = items.flatMap((item) => (item.kind === "line" ? [item.words] : []));
  const refused = lines.find(([first]) => first === "FAIL")?.[2];
  if (refused !== undefined) {
    return fail(
      error("rehearsal-refused", `The host could not rehearse: ${refused}.`, [], { code: refused }),
    );
  }
  const [, id, unit, word] = lines.find(([first]) => first === "REHEARSED") ?? [];
  const known = rehearsalWords.find((each) => each === word);
  if (known === undefined || !items.some(({ kind }) => kind === "over")) {
    return fail(error("rehearsal-cut", "The host's answer was cut off. Try again."));
  }
  const told = blocks.get("boot") ?? "";
  return ok({
    word: known,
    storedId: id === "-" || id === undefined ? null : id,
    unit: units.find((each) => each === unit) ?? "none",
    loaded: parseBootLoaded(told),
    fault: told
      .split("\n")
      .filter((line) => line !== "" && !outcomeLine.test(line))
      .join("\n"),
    tables: { ipv4: blocks.get("tables4") ?? null, ipv6: blocks.get("tables6") ?? null },
  });
}
