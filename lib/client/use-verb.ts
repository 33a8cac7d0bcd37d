import { unstable_rethrow } from "next/navigation";
import { useCallback, useState, useTransition } from "react";
import type { Failure, Outcome } from "./outcome";

const unreachable: Failure = {
  code: "panel-unreachable",
  text: "The panel did not answer. Check that it is running, then try again. Nothing you typed is lost.",
  params: {},
  problems: [],
};

/**
 * Calls a server action that answers an `Outcome`: whether it is under way, and what went wrong last time. The form keeps
 * its own values, so a failure loses nothing.
 */
export function useVerb<Input, Value>(action: (input: Input) => Promise<Outcome<Value>>) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [pending, start] = useTransition();
  const run = useCallback(
    (input: Input, onDone?: (value: Value) => void) => {
      start(async () => {
        const outcome = await action(input).catch((error: unknown) => {
          // A redirect (the session ended) is the framework's; anything else is a lost connection.
          unstable_rethrow(error);
          return { ok: false as const, failure: unreachable };
        });
        start(() => {
          setFailure(outcome.ok ? null : outcome.failure);
          if (outcome.ok) onDone?.(outcome.value);
        });
      });
    },
    [action],
  );
  return { run, pending, failure, clear: () => setFailure(null) };
}
