import { diffLines } from "diff";

/** One line of a text diff. `left` and `right` are 1-based line numbers in the two texts. */
export type DiffLine = {
  readonly mark: " " | "+" | "-";
  readonly text: string;
  readonly left: number | null;
  readonly right: number | null;
};

/** Lines in order; runs of equal lines that nobody needs to read are folded. */
export type DiffBlock =
  | { readonly kind: "lines"; readonly lines: readonly DiffLine[] }
  | { readonly kind: "folded"; readonly lines: readonly DiffLine[] };

/** Equal lines that stay in sight around a change. */
const context = 3;
/** Shorter runs are not worth a fold. */
const shortestFold = 6;

/** All lines of both texts with their marks; a missing line end at the end of a text is no difference. */
export function diffTexts(left: string, right: string): DiffLine[] {
  const ended = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
  const lines: DiffLine[] = [];
  let l = 0;
  let r = 0;
  for (const part of diffLines(ended(left), ended(right))) {
    for (const text of part.value.split("\n").slice(0, -1)) {
      if (part.added) lines.push({ mark: "+", text, left: null, right: ++r });
      else if (part.removed) lines.push({ mark: "-", text, left: ++l, right: null });
      else lines.push({ mark: " ", text, left: ++l, right: ++r });
    }
  }
  return lines;
}

/** The same lines with long equal runs folded. */
export function foldEqual(lines: readonly DiffLine[]): DiffBlock[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some((line) => line.mark !== " "),
  );
  const blocks: { kind: "lines" | "folded"; lines: DiffLine[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const kind = near[index] === true ? "lines" : "folded";
    const last = blocks.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else blocks.push({ kind, lines: [line] });
  }
  return blocks.map((block) =>
    block.kind === "folded" && block.lines.length < shortestFold ? { ...block, kind: "lines" } : block,
  );
}

/** How many lines were added and removed. */
export function countChanges(lines: readonly DiffLine[]): {
  readonly added: number;
  readonly removed: number;
} {
  return {
    added: lines.filter(({ mark }) => mark === "+").length,
    removed: lines.filter(({ mark }) => mark === "-").length,
  };
}
