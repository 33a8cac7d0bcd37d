/** Signs that iptables-save leaves a free text unquoted for (xtables_save_string in xtables.c). */
const plainInSave = /^[A-Za-z0-9_-]+$/;

/** A free text as iptables-save writes it: bare, or in double quotes with `"`, `\` and `'` escaped. */
export function saveQuote(text: string): string {
  return plainInSave.test(text) ? text : `"${text.replace(/["\\']/g, "\\$&")}"`;
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
