"use client";

import { useTranslations } from "use-intl";
import { Callout } from "@/components/ui/callout";
import { ProblemList } from "@/components/ui/problem-list";
import { RadioCards } from "@/components/ui/radio-cards";
import { isSandbox } from "@/lib/core/policy/is-sandbox";
import { ClientServices } from "./client-services";
import { useDraft } from "./draft-context";
import { ObserveChoice } from "./observe-choice";
import { OutboundList } from "./rule-lists";
import { SandboxSwitches } from "./sandbox-switches";
import { StepHead } from "./step-head";

const modes = ["at-request", "at-reply", "everything"] as const;

/** What the VPS may fetch or send itself, and where that is enforced. */
export function StepClient() {
  const t = useTranslations("wizard.client");
  const observe = useTranslations("tighten.switch");
  const { body, dispatch, preview } = useDraft();
  const { client } = body;
  const sandbox = isSandbox(body);
  const problems = preview.problems.filter(({ path }) => path[0] === "client" && path[1] !== "rules");
  return (
    <div className="flex flex-col gap-6">
      <StepHead
        title={t(sandbox ? "titleSandbox" : "title")}
        lead={client.observe ? observe("lead") : t(sandbox ? "leadSandbox" : "lead")}
      />
      {problems.length > 0 && <ProblemList problems={problems} />}
      {sandbox ? (
        <SandboxSwitches />
      ) : (
        <>
          <section className="flex flex-col gap-2">
            <h3 className="font-semibold text-14">{t("mode.label")}</h3>
            <RadioCards
              label={t("mode.label")}
              value={client.mode}
              onValueChange={(mode) => dispatch({ type: "change-client", change: { mode } })}
              className="sm:grid-cols-1"
              cards={modes.map((mode) => ({
                value: mode,
                title: t(`mode.${mode}.title`),
                description: t(`mode.${mode}.hint`),
              }))}
            />
          </section>
          {client.mode === "everything" ? (
            <Callout kind="notice">{t("everythingNote")}</Callout>
          ) : (
            <ClientServices />
          )}
          <ObserveChoice />
        </>
      )}
      {(sandbox || client.mode !== "everything" || client.rules.length > 0) && (
        <section className="flex flex-col gap-2">
          <h3 className="font-semibold text-14">{t(sandbox ? "rulesSandbox" : "rules")}</h3>
          <p className="max-w-prose text-13 text-ink-2">
            {sandbox && client.observe ? observe("rulesLead") : t(sandbox ? "rulesLeadSandbox" : "rulesLead")}
          </p>
          <OutboundList />
        </section>
      )}
    </div>
  );
}
