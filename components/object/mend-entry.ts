/** The text with one entry replaced by what was probably meant. Places are 1-based. */
export function mendEntry(
  text: string,
  place: { readonly line: number; readonly column: number; readonly text: string },
  mended: string,
): string {
  const lines = text.split("\n");
  const at = lines[place.line - 1];
  if (at === undefined) return text;
  const start = place.column - 1;
  lines[place.line - 1] = at.slice(0, start) + mended + at.slice(start + place.text.length);
  return lines.join("\n");
}
