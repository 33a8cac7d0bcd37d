import { useEffect, useState } from "react";

/**
 * Whole seconds until `deadlineAt` (ISO, by the panel's clock), never below 0; null where there is no deadline. What the
 * server counted is shown until the page is alive, so that both render the same text.
 */
export function useRemaining(
  countdown: { deadlineAt: string; remainingSeconds: number; readAt: string } | null,
) {
  const deadline = countdown ? Date.parse(countdown.deadlineAt) : null;
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    if (deadline === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [deadline]);
  if (deadline === null) return null;
  return now === null
    ? Math.max(0, Math.round(countdown?.remainingSeconds ?? 0))
    : Math.max(0, Math.ceil((deadline - now) / 1000));
}

/** Seconds as `mm:ss`, or `h:mm:ss` from one hour on. */
export function formatRemaining(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
