const prefix = "SEKISHO:";

/** What the script printed, apart from whatever a login profile printed around it. */
export type AnswerItem =
  | { readonly kind: "line"; readonly words: readonly string[] }
  | { readonly kind: "block"; readonly name: string; readonly text: string }
  /** The call came to its own end; without it the answer was cut. */
  | { readonly kind: "over" };

/**
 * Takes the lines of stdout one by one and hands on each whole item. Lines without the prefix are skipped. A block's
 * text has a newline after each line.
 */
export function answerLineReader(onItem: (item: AnswerItem) => void): (line: string) => void {
  let block: { name: string; lines: string[] } | null = null;
  return (line) => {
    if (!line.startsWith(prefix)) return;
    const content = line.slice(prefix.length).replace(/\r$/, "");
    if (content.startsWith("|")) {
      block?.lines.push(content.slice(1));
      return;
    }
    const words = content.split(" ");
    if (words[0] === "BEGIN") {
      block = { name: words[1] ?? "", lines: [] };
    } else if (words[0] === "END") {
      if (block !== null && block.name === words[1]) {
        onItem({ kind: "block", name: block.name, text: block.lines.map((each) => `${each}\n`).join("") });
      }
      block = null;
    } else if (words[0] === "OVER") {
      onItem({ kind: "over" });
    } else {
      onItem({ kind: "line", words });
    }
  };
}

/** All items of a whole stdout. */
export function readAnswerItems(stdout: string): AnswerItem[] {
  const items: AnswerItem[] = [];
  const take = answerLineReader((item) => items.push(item));
  for (const line of stdout.split("\n")) take(line);
  return items;
}
