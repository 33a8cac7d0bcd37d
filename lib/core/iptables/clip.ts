const encoder = new TextEncoder();

/** The beginning of a text that fits into so many bytes of UTF-8, as the kernel's programs cut it; never half a sign. */
export function clipped(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  let kept = "";
  let size = 0;
  for (const sign of text) {
    size += encoder.encode(sign).length;
    if (size > bytes) return kept;
    kept += sign;
  }
  return kept;
}
