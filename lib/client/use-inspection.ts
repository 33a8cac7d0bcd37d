import { useCallback, useRef, useState } from "react";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Problem } from "@/lib/core/problem/problem";
import type { Failure } from "./outcome";
import { failureOf, postForLines } from "./post-for-lines";

/** One message of the stream; the same shape as the verb's. */
type Message =
  | { kind: "line"; text: string }
  | { kind: "done"; facts: HostFacts; problems: readonly Problem[] }
  | { kind: "failed"; code: string; text: string; params: Record<string, string | number> };

export type Inspection =
  | { state: "idle" }
  | { state: "running"; lines: readonly string[] }
  | { state: "done"; lines: readonly string[]; facts: HostFacts; problems: readonly Problem[] }
  | { state: "failed"; lines: readonly string[]; failure: Failure };

/** Runs an inspection and follows it line by line. */
export function useInspection() {
  const [inspection, setInspection] = useState<Inspection>({ state: "idle" });
  const running = useRef(false);

  const run = useCallback(async (hostId: string, onDone?: () => void) => {
    if (running.current) return;
    running.current = true;
    let lines: readonly string[] = [];
    let ended = false;
    setInspection({ state: "running", lines });
    try {
      const path = `/api/hosts/${encodeURIComponent(hostId)}/inspection`;
      for await (const message of postForLines<Message>(path)) {
        switch (message.kind) {
          case "line":
            lines = [...lines, message.text];
            setInspection({ state: "running", lines });
            break;
          case "done":
            ended = true;
            setInspection({ state: "done", lines, facts: message.facts, problems: message.problems });
            onDone?.();
            break;
          case "failed":
            ended = true;
            setInspection({ state: "failed", lines, failure: { ...message, problems: [] } });
            break;
        }
      }
      if (!ended) throw new Error("the stream ended early");
    } catch (error) {
      const failure = failureOf(error);
      setInspection(failure === null ? { state: "idle" } : { state: "failed", lines, failure });
    } finally {
      running.current = false;
    }
  }, []);

  return { inspection, run };
}
