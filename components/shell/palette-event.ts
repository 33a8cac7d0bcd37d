const name = "sekisho:palette";

/** Opens the command palette from anywhere. */
export function openPalette(): void {
  window.dispatchEvent(new Event(name));
}

/** Calls `listener` when somebody wants the palette; returns what ends it. */
export function onPalette(listener: () => void): () => void {
  window.addEventListener(name, listener);
  return () => window.removeEventListener(name, listener);
}
