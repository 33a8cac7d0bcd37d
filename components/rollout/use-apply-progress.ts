"use client";

import { useEffect, useState } from "react";
import type { ApplyProgress } from "@/lib/server/services/apply/apply-view";
import { nextSkew } from "./countdown-math";

/** One message of the event stream: the progress, and the panel's clock (ISO) when it was sent. */
type ProgressMessage = ApplyProgress & { readonly now: string };

/**
 * An apply as it moves: what the server rendered, then each message of the stream. The browser connects again by
 * itself; `connected` is false meanwhile, so that the page can say that it may be behind.
 */
export function useApplyProgress(initial: ApplyProgress, onEnd: () => void) {
  const [progress, setProgress] = useState(initial);
  const [skew, setSkew] = useState<number | null>(null);
  const [connected, setConnected] = useState(true);
  const { id } = initial;
  const over = progress.finishedAt !== null;

  useEffect(() => {
    if (over) return;
    const source = new EventSource(`/api/applies/${id}/events`);
    source.onopen = () => setConnected(true);
    source.onerror = () => setConnected(false);
    source.onmessage = (event: MessageEvent<string>) => {
      const message = JSON.parse(event.data) as ProgressMessage;
      setConnected(true);
      setSkew((known) => nextSkew(known, Date.now(), message.now));
      setProgress(message);
      if (message.finishedAt !== null) {
        source.close();
        onEnd();
      }
    };
    // Signed out, or gone: asking again would be refused again. The page asks the server what it is.
    source.addEventListener("refused", () => {
      source.close();
      onEnd();
    });
    return () => source.close();
  }, [id, over, onEnd]);

  return { progress, skew: skew ?? 0, connected: connected || over };
}
