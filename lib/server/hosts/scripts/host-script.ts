import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(/* turbopackIgnore: true */ process.cwd(), "lib/server/hosts/scripts");

function part(name: string): string {
  return readFileSync(join(/* turbopackIgnore: true */ folder, name), "utf8");
}

/** Shell text whose output is the given text, verbatim: a function around a quoted here-document. */
export function textFunction(name: string, text: string, endWord: string): string {
  return `${name}() { cat <<'${endWord}'\n${text}${endWord}\n}\n`;
}

/**
 * Wraps shell text so that nothing of it runs before all of it has arrived: a cut text is a syntax error or calls
 * nothing. The `if` is for text whose line ends were turned into CRLF: `{\r` alone would be a word to the shell.
 */
export function wrapWhole(text: string): string {
  return `main() { if :; then\n${text}fi; }\nmain "$@" whole\n`;
}

type Part = "inspect" | "rehearse" | "change";
const cache = new Map<Part, string>();

/**
 * The constant text of a call, without its data: for reading facts, for rehearsing a start, or for all that may change a host.
 * @throws when the files beside this one are missing.
 */
export function scriptText(which: Part): string {
  const known = cache.get(which);
  if (known !== undefined) return known;
  const text = which === "change" ? changingText() : part("common.sh") + part(`${which}.sh`);
  cache.set(which, text);
  return text;
}

/** The text that runs last: it reads the request and does what it asks for. */
export function entryText(): string {
  return part("entry.sh");
}

/** Constant end words: these texts are ours and hold neither of them. */
function changingText(): string {
  const shared = part("common.sh") + part("rules.sh") + part("tokens.sh");
  const timer = wrapWhole(shared + part("timer.sh"));
  return (
    shared +
    textFunction("timer_text", timer, "END_OF_TIMER") +
    textFunction("boot_text", part("boot.sh"), "END_OF_BOOT") +
    textFunction("unit_text", part("sekisho-firewall.service"), "END_OF_UNIT") +
    part("apply.sh") +
    part("confirm.sh") +
    part("leave.sh") +
    part("contact.sh")
  );
}
