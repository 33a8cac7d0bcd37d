import { useCallback, useRef, useState } from "react";
import type { Failure } from "@/lib/client/outcome";
import { failureOf, postForLines } from "@/lib/client/post-for-lines";
import type { CheckFrom } from "@/lib/core/checks/check";
import { placeKey } from "@/lib/core/checks/matrix";
import type { CheckRunMessage } from "@/lib/server/services/checks/checks-view";

/** A place of a run; `checks` null: not begun. */
export type RunPlace = {
  readonly from: CheckFrom;
  readonly checks: number | null;
  readonly ended: boolean;
};

/** The places after one more message. */
export function heard(places: readonly RunPlace[], message: CheckRunMessage): readonly RunPlace[] {
  const changed = (from: CheckFrom, more: Partial<RunPlace>) =>
    places.map((one) => (placeKey(one.from) === placeKey(from) ? { ...one, ...more } : one));
  switch (message.kind) {
    case "places":
      return message.places.map((from) => ({ from, checks: null, ended: false }));
    case "begun":
      return changed(message.from, { checks: message.checks });
    case "ended":
      return changed(message.from, { ended: true });
    case "done":
    case "failed":
      return places;
  }
}

/** Runs the checks of a host and follows them place by place; `places` null: none run. */
export function useCheckRun(hostId: string, onDone: () => void) {
  const [places, setPlaces] = useState<readonly RunPlace[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const running = useRef(false);
  const run = useCallback(async () => {
    if (running.current) return;
    running.current = true;
    let known: readonly RunPlace[] = [];
    let end: Failure | "done" | null = null;
    setFailure(null);
    setPlaces(known);
    try {
      const path = `/api/hosts/${encodeURIComponent(hostId)}/checks`;
      for await (const message of postForLines<CheckRunMessage>(path)) {
        known = heard(known, message);
        setPlaces(known);
        if (message.kind === "done") end = "done";
        if (message.kind === "failed") end = { ...message, problems: [] };
      }
      if (end === null) throw new Error("the stream ended early");
    } catch (error) {
      end = failureOf(error);
    }
    running.current = false;
    setPlaces(null);
    if (end === "done") onDone();
    else setFailure(end);
  }, [hostId, onDone]);
  return { places, failure, run };
}
