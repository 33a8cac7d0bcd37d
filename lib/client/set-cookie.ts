/** Keeps a preference for a year, for this panel only. Never for secrets: scripts can read it. */
export function setCookie(name: string, value: string): void {
  const year = 60 * 60 * 24 * 365;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in plain http, which a first start uses
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${year}; samesite=lax`;
}
