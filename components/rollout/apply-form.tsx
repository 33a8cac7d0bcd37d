"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { NumberInput } from "@/components/policy/number-input";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { FailureNote } from "@/components/ui/failure-note";
import { Field } from "@/components/ui/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { Switch } from "@/components/ui/switch";
import type { Outcome } from "@/lib/client/outcome";
import { useReady } from "@/lib/client/use-ready";
import { useVerb } from "@/lib/client/use-verb";
import { mostPorts } from "@/lib/core/checks/check";
import type { ConfirmMode } from "@/lib/core/rollout/phase";
import { timeoutSeconds } from "@/lib/core/rollout/timing";
import type { AnywayReason } from "@/lib/server/services/review/review-view";

export type ApplyInput = {
  readonly hash: string;
  readonly confirmMode: ConfirmMode;
  readonly timeoutSeconds: number;
  readonly anyway: boolean;
  readonly requireChecks: boolean;
};

/** The sentence that says what is accepted. */
function anywayWhy(reasons: readonly AnywayReason[]) {
  if (!reasons.includes("access")) return reasons.includes("assertions") ? "assertions" : "backend";
  return reasons.includes("assertions") ? "both" : "access";
}

/** The last question before something happens: who decides that the rules stay, and how long the host waits. */
export function ApplyForm({
  hash,
  hostName,
  allowed,
  underWay,
  anywayFor,
  apply,
}: {
  hash: string;
  hostName: string;
  /** False: nothing that is pressed here could start it; the reasons stand above. */
  allowed: boolean;
  /** An apply of this host is not over yet. */
  underWay: boolean;
  /** What the operator has to accept on purpose; nothing: it can be applied plainly. */
  anywayFor: readonly AnywayReason[];
  apply: (input: ApplyInput) => Promise<Outcome>;
}) {
  const t = useTranslations("review.apply");
  const required = useTranslations("checks.required");
  const needsAnyway = anywayFor.length > 0;
  const why = anywayWhy(anywayFor);
  const [confirmMode, setMode] = useState<ConfirmMode>("proven");
  const [chosenTimeout, setTimeout] = useState<number | null>(null);
  const [requireChecks, setRequireChecks] = useState(false);
  const [anyway, setAnyway] = useState(false);
  const { run, pending, failure } = useVerb(apply);
  const timeout = chosenTimeout ?? timeoutSeconds[confirmMode];
  const ready = allowed && (!needsAnyway || anyway);
  return (
    <form
      inert={!useReady()}
      className="flex flex-col gap-5 rounded-3 border border-line-strong bg-raised p-4 sm:p-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        run({ hash, confirmMode, timeoutSeconds: timeout, anyway: needsAnyway && anyway, requireChecks });
      }}
    >
      <RadioCards
        label={t("mode")}
        value={confirmMode}
        onValueChange={setMode}
        cards={(["proven", "ask"] as const).map((mode) => ({
          value: mode,
          title: t(`${mode}.title`),
          description: t(`${mode}.hint`),
        }))}
      />
      <Field label={t("timeout")} hint={t("timeoutHint")} className="max-w-md">
        <NumberInput
          value={timeout}
          min={timeoutSeconds.least}
          max={timeoutSeconds.most}
          onChange={setTimeout}
        />
      </Field>
      <Switch
        label={required("label")}
        hint={required("hint", { ports: mostPorts })}
        checked={requireChecks}
        onCheckedChange={setRequireChecks}
      />
      {needsAnyway && (
        <Checkbox
          label={t("anyway", { why })}
          hint={t("anywayHint", { why, seconds: timeout })}
          checked={anyway}
          onCheckedChange={(checked) => setAnyway(checked === true)}
        />
      )}
      <FailureNote failure={failure} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          type="submit"
          variant={needsAnyway ? "danger" : "primary"}
          pending={pending}
          disabled={!ready}
        >
          {needsAnyway ? t("buttonAnyway") : t("button", { host: hostName })}
        </Button>
        <p className="max-w-prose text-13 text-ink-2">
          {allowed ? t("net", { seconds: timeout }) : t(underWay ? "afterPending" : "notAllowed")}
        </p>
      </div>
    </form>
  );
}
