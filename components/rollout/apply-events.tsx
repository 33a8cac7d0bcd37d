"use client";

import { useTranslations } from "use-intl";
import { requiredOf } from "@/components/checks/required-detail";
import { RequiredLines } from "@/components/checks/required-lines";
import { Disclosure } from "@/components/ui/disclosure";
import { Time } from "@/components/ui/time";
import { findingText } from "@/lib/client/finding-text";
import type { Problem } from "@/lib/core/problem/problem";
import type { ApplyEventView } from "@/lib/server/services/apply/apply-view";

type Finding = Pick<Problem, "code" | "params" | "text">;

/** Untyped look: kinds and codes come from data. */
type Texts = { (key: string, values?: Record<string, string | number>): string; has(key: string): boolean };

/** What the probe saw, out of an event's detail. */
function probeOf(event: ApplyEventView) {
  if (event.kind !== "probed") return null;
  const ssh = event.detail?.ssh as
    | {
        passed?: boolean;
        milliseconds?: number;
        family?: string;
        unproven?: string;
        fault?: Partial<Finding>;
      }
    | null
    | undefined;
  const { code = "", params = {}, text = "" } = ssh?.fault ?? {};
  return {
    passed: ssh?.passed === true,
    milliseconds: Math.round(ssh?.milliseconds ?? 0),
    family: ssh?.family ?? "unknown",
    unproven: ssh?.unproven ?? "none",
    fault: { code, params, text },
  };
}

/** Everything on record, in order; the host's own words are folded away. */
export function ApplyEvents({ events, drill }: { events: readonly ApplyEventView[]; drill: boolean }) {
  const t = useTranslations("apply.event");
  const texts = t as unknown as Texts;
  const errors = useTranslations("errors") as unknown as Texts;
  return (
    <ol className="flex flex-col rounded-3 border border-line bg-raised">
      {events.map((event) => {
        const probe = probeOf(event);
        const required = requiredOf(event);
        // What a drill is for is no fault that somebody has to look for.
        const shutOut = drill && probe?.fault.code === "host-timeout";
        return (
          <li
            key={event.sequence}
            className="grid gap-x-4 border-line border-b px-3 py-2 text-13 last:border-b-0 sm:grid-cols-[5rem_8rem_minmax(0,1fr)]"
          >
            <Time value={event.at} style="clock" bare className="font-mono text-ink-2" />
            <span className="font-mono text-12 text-ink-3">
              {event.hostUptime !== null && t("hostUptime", { seconds: event.hostUptime.toFixed(2) })}
            </span>
            <div className="min-w-0">
              <p>
                {probe === null
                  ? texts.has(`kind.${event.kind}`)
                    ? texts(`kind.${event.kind}`)
                    : event.kind
                  : probe.passed
                    ? t("proofPassed", {
                        milliseconds: probe.milliseconds,
                        family: probe.family,
                        unproven: probe.unproven,
                      })
                    : t(shutOut ? "shutOut" : "proofFailed")}
              </p>
              {probe !== null && !probe.passed && !shutOut && probe.fault.text !== "" && (
                <p className="text-ink-2">{findingText(errors, probe.fault)}</p>
              )}
              {required !== null && <RequiredLines detail={required} />}
              {event.answer !== null && event.answer.trim() !== "" && (
                <Disclosure title={t("answer")}>
                  <pre className="mt-1 overflow-x-auto font-mono text-12 text-ink-2">{event.answer}</pre>
                </Disclosure>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
