import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(/* turbopackIgnore: true */ process.cwd(), "lib/server/hosts/scripts");

/** The text of one part, as it stands in its file. */
export function partText(name: string): string {
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
  const text = which === "change" ? changingText() : partText("common.sh") + readingText(which);
  cache.set(which, text);
  return text;
}

/** The text that runs last: it reads the request and does what it asks for. */
export function entryText(): string {
  return partText("entry.sh");
}

function readingText(which: "inspect" | "rehearse"): string {
  return (which === "inspect" ? logReaderText() : "") + partText(`${which}.sh`);
}

/** How the log of our rules can be read, and the small program that does where the kernel's own log is silent. */
export function logReaderText(): string {
  return (
    textFunction("nflog_text", partText("blocked-nflog.pl"), "END_OF_NFLOG") + partText("blocked-reader.sh")
  );
}

/** Constant end words: these texts are ours and hold neither of them. */
function changingText(): string {
  const shared = partText("common.sh") + partText("rules.sh") + partText("tokens.sh");
  const timer = wrapWhole(shared + partText("timer.sh"));
  return (
    shared +
    textFunction("timer_text", timer, "END_OF_TIMER") +
    textFunction("boot_text", partText("boot.sh"), "END_OF_BOOT") +
    textFunction("unit_text", partText("sekisho-firewall.service"), "END_OF_UNIT") +
    partText("apply.sh") +
    partText("confirm.sh") +
    partText("leave.sh") +
    partText("contact.sh")
  );
}
