/**
 * Seconds left before the host acts alone, never below 0, rounded up so that 00:00 means "now".
 * `skewMilliseconds` is how far the browser's clock runs ahead of the panel's: a wrong clock on somebody's laptop must
 * not show them more time than the host gives.
 */
export function secondsLeft(deadlineAt: string, browserNow: number, skewMilliseconds: number): number {
  const panelNow = browserNow - skewMilliseconds;
  return Math.max(0, Math.ceil((Date.parse(deadlineAt) - panelNow) / 1000));
}

/** The part of the span that is left, 0–1, for the ring. */
export function shareLeft(seconds: number, totalSeconds: number): number {
  return totalSeconds <= 0 ? 0 : Math.min(1, Math.max(0, seconds / totalSeconds));
}

/**
 * A better guess of the skew: a message can only arrive late, which makes the browser's clock look further ahead than
 * it is, so the smallest difference seen is the nearest to the truth.
 */
export function nextSkew(known: number | null, browserNow: number, panelSentAt: string): number {
  const seen = browserNow - Date.parse(panelSentAt);
  return known === null ? seen : Math.min(known, seen);
}
