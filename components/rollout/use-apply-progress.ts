"use client";

import { useEffect, useRef, useState } from "react";
import type { ApplyProgress } from "@/lib/server/services/apply/apply-view";
import { nextSkew } from "./countdown-math";

/** One message of the event stream: the progress, and the panel's clock (ISO) when it was sent. */
type ProgressMessage = ApplyProgress & { readonly now: string };

/**
 * An apply as it moves: what the server rendered, then each message of the stream. The browser connects again by
 * itself; `connected` is false meanwhile, so that the page can say that it may be behind. `onPhase` is called when the
 * phase has changed.
 */
export function useApplyProgress(initial: ApplyProgress, onPhase: () => void) {
  const [progress, setProgress] = useState(initial);
  // What the server renders anew is as good as a message, unless a newer message came while it was on its way.
  useEffect(() => {
    setProgress((now) => (initial.events.length >= now.events.length ? initial : now));
  }, [initial]);
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
      if (message.finishedAt !== null) source.close();
    };
    // Signed out, or gone: asking again would be refused again. The page asks the server what it is.
    source.addEventListener("refused", () => {
      source.close();
      onPhase();
    });
    return () => source.close();
  }, [id, over, onPhase]);

  // The rest of the page (the head, what is live after the end) is the server's: it follows each phase.
  const { phase } = progress;
  const told = useRef(initial.phase);
  useEffect(() => {
    if (told.current === phase) return;
    told.current = phase;
    onPhase();
  }, [phase, onPhase]);

  return { progress, skew: skew ?? 0, connected: connected || over };
}
