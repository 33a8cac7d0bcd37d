/** Signs that iptables-save leaves a free text unquoted for (xtables_save_string in xtables.c). */
const plainInSave = /^[A-Za-z0-9_-]+$/;

/** A free text as iptables-save writes it: bare, or in double quotes with `"`, `\` and `'` escaped. */
export function saveQuote(text: string): string {
  return plainInSave.test(text) ? text : `"${text.replace(/["\\']/g, "\\$&")}"`;
}

/** A text in double quotes, as iptables-save prints the pattern of `-m string`. */
export function alwaysQuote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** A name that iptables-save prints without quotes whatever it holds; quoted here where it could not be read back. */
export function nameQuote(text: string): string {
  return /^[^\s"]+$/.test(text) ? text : alwaysQuote(text);
}

/** Signs that no POSIX shell takes for anything but themselves. `!` alone is a word in the middle of a command. */
const plainInShell = /^(?:[A-Za-z0-9_@%+=:,./-]+|!)$/;

/** One word of a POSIX shell command; whatever it holds, the shell passes it on as it is. */
export function shellQuote(word: string): string {
  return plainInShell.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A text as a shell comment of one line: control characters and line ends become blanks. */
export function shellComment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")}`.trimEnd();
}
