"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { PolicyBody } from "@/lib/core/policy/schema";
import type { DraftSaved } from "@/lib/server/services/draft/draft-view";
import { forgetEdits, keepEdits } from "./kept-edits";

/** Somebody else saved in between. */
export type Conflict = { readonly updatedBy: string; readonly updatedAt: string; readonly version: number };

/** What a save answers; a failure carries the text that people read. */
export type SaveAnswer =
  | { readonly kind: "saved"; readonly saved: DraftSaved }
  | { readonly kind: "conflict"; readonly conflict: Conflict }
  | { readonly kind: "failed"; readonly message: string };

export type SaveState =
  | { readonly kind: "saved"; readonly at: string | null }
  | { readonly kind: "pending" }
  | { readonly kind: "saving" }
  | { readonly kind: "conflict"; readonly conflict: Conflict }
  | { readonly kind: "failed"; readonly message: string };

/** Long enough that a word is one save, short enough that a closed browser loses at most a word. */
const pauseMilliseconds = 500;
/** After a failed save the next try; a shorter one would hammer a panel that is restarting. */
const retryMilliseconds = 4000;

type Options = {
  readonly hostId: string;
  readonly body: PolicyBody;
  readonly version: number;
  readonly updatedAt: string;
  /** Throws when the panel cannot be reached. */
  readonly save: (version: number, body: PolicyBody) => Promise<SaveAnswer>;
  readonly onSaved?: (saved: DraftSaved, body: PolicyBody) => void;
  /** Said when the panel could not be reached at all. */
  readonly unreachable: string;
};

/**
 * Saves a draft as it is typed, one save at a time, the newest body last. What is not saved yet is also kept in the
 * browser. After a conflict nothing is saved until one of the two is chosen: `overwrite` keeps this tab's, `adopt`
 * takes over the other's version number (the caller puts its body into the editor).
 */
export function useAutosave(options: Options) {
  const { hostId, body } = options;
  const [state, setState] = useState<SaveState>({ kind: "saved", at: options.updatedAt });
  const latest = useRef(options);
  latest.current = options;
  const version = useRef(options.version);
  /** The body that the panel holds under `version`. */
  const held = useRef<PolicyBody | null>(body);
  const saving = useRef(false);
  const stopped = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const schedule = useCallback((wait: number, run: () => void) => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(run, wait);
  }, []);

  const flush = useCallback(async () => {
    if (saving.current || stopped.current) return;
    const sent = latest.current.body;
    if (sent === held.current) return;
    saving.current = true;
    setState({ kind: "saving" });
    let answer: SaveAnswer;
    try {
      answer = await latest.current.save(version.current, sent);
    } catch {
      answer = { kind: "failed", message: latest.current.unreachable };
    }
    saving.current = false;
    switch (answer.kind) {
      case "saved":
        version.current = answer.saved.version;
        held.current = sent;
        latest.current.onSaved?.(answer.saved, sent);
        if (latest.current.body === sent) {
          forgetEdits(hostId);
          setState({ kind: "saved", at: answer.saved.updatedAt });
        } else {
          setState({ kind: "pending" });
          schedule(pauseMilliseconds, flush);
        }
        break;
      case "conflict":
        stopped.current = true;
        setState(answer);
        break;
      case "failed":
        setState(answer);
        schedule(retryMilliseconds, flush);
        break;
    }
  }, [hostId, schedule]);

  useEffect(() => {
    if (body === held.current) return;
    keepEdits(hostId, { version: version.current, body });
    if (stopped.current) return;
    setState((now) => (now.kind === "failed" || now.kind === "saving" ? now : { kind: "pending" }));
    schedule(pauseMilliseconds, flush);
  }, [body, hostId, flush, schedule]);

  useEffect(() => {
    const now = () => void flush();
    window.addEventListener("online", now);
    // A closing or hidden page gets no later turn of the timer.
    window.addEventListener("pagehide", now);
    return () => {
      window.removeEventListener("online", now);
      window.removeEventListener("pagehide", now);
      if (timer.current !== null) clearTimeout(timer.current);
      now();
    };
  }, [flush]);

  /** The edits on this page began from another version than the one that was read: the next save must find that out. */
  const stale = useCallback((began: number) => {
    version.current = began;
  }, []);

  const overwrite = useCallback(
    (theirs: number) => {
      version.current = theirs;
      stopped.current = false;
      // Whatever the panel holds now, it is not this body.
      held.current = null;
      void flush();
    },
    [flush],
  );

  const adopt = useCallback(
    (theirs: { readonly version: number; readonly body: PolicyBody; readonly updatedAt: string }) => {
      version.current = theirs.version;
      held.current = theirs.body;
      stopped.current = false;
      forgetEdits(hostId);
      setState({ kind: "saved", at: theirs.updatedAt });
    },
    [hostId],
  );

  return { state, flush, stale, overwrite, adopt };
}
