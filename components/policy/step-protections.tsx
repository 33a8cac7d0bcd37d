"use client";

import { useTranslations } from "use-intl";
import { AssertionBox } from "@/components/assertion/assertion-box";
import { Field } from "@/components/ui/field";
import { ProblemList } from "@/components/ui/problem-list";
import { RadioCards } from "@/components/ui/radio-cards";
import { Switch } from "@/components/ui/switch";
import { isSandbox } from "@/lib/core/policy/is-sandbox";
import { useDraft } from "./draft-context";
import { InboundProtections } from "./inbound-protections";
import { NumberInput } from "./number-input";
import { OtherwiseChoice } from "./otherwise-choice";
import { StepHead } from "./step-head";
import { useLogWords } from "./use-log-words";
import { stepOf } from "./wizard-step";

const startingLog = 10;

const forwards = ["auto", "published", "drop", "return"] as const;
/** The sandbox covers what passes through only where that is asked for: there is nothing to go by the host. */
const sandboxForwards = ["return", "drop"] as const;

/** What an expert would add whatever the role: invalid packets, spoofing, scans, floods, the record. */
export function StepProtections() {
  const t = useTranslations("wizard.protections");
  const { body, dispatch, preview } = useDraft();
  const { protections } = body;
  const change = (part: Partial<typeof protections>) =>
    dispatch({ type: "change-protections", change: part });
  const problems = preview.problems.filter(
    (problem) => stepOf(problem) === "protections" && problem.path[0] !== "assertions",
  );
  const sandbox = isSandbox(body);
  const logWords = useLogWords();
  return (
    <div className="flex flex-col gap-5">
      <StepHead title={t("title")} lead={t(sandbox ? "leadSandbox" : "lead")} />
      {problems.length > 0 && <ProblemList problems={problems} />}
      <div className="flex flex-col divide-y divide-line rounded-3 border border-line bg-raised [&>*]:p-4">
        {!sandbox && <InboundProtections />}
        <div className="flex flex-col gap-3">
          <Switch
            label={t("logRefused.title")}
            hint={t("logRefused.hint", { where: logWords })}
            checked={protections.logRefused !== null}
            onCheckedChange={(on) => change({ logRefused: on ? startingLog : null })}
          />
          {protections.logRefused !== null && (
            <Field label={t("logRefused.lines")} className="ml-12 w-40">
              <NumberInput
                value={protections.logRefused}
                min={1}
                max={600}
                onChange={(logRefused) => change({ logRefused })}
              />
            </Field>
          )}
        </div>
      </div>
      <section id="forward" className="flex scroll-mt-16 flex-col gap-2">
        <h3 className="font-semibold text-14">{t("forward.title")}</h3>
        <RadioCards
          label={t("forward.title")}
          value={sandbox && body.forward === "auto" ? "return" : body.forward}
          onValueChange={(forward) => dispatch({ type: "change-body", change: { forward } })}
          className="sm:grid-cols-2"
          cards={(sandbox ? sandboxForwards : forwards).map((value) => ({
            value,
            title: t(`forward.${value}.title`),
            description: t(`forward.${value}.hint`),
          }))}
        />
      </section>
      <OtherwiseChoice />
      <AssertionBox />
    </div>
  );
}
