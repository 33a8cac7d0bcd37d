"use client";

import { useTranslations } from "use-intl";
import { isSandbox } from "@/lib/core/policy/is-sandbox";
import { useDraft } from "./draft-context";
import { InboundList } from "./rule-lists";
import { StepHead } from "./step-head";
import { Suggestions } from "./suggestions";

/** Who may reach which service: the inbound rules of each purpose. */
export function StepServices() {
  const t = useTranslations("wizard.services");
  const role = useTranslations("common.role");
  const { body } = useDraft();
  const sandbox = isSandbox(body);
  const lead = sandbox ? "leadSandbox" : body.otherwise === "hand-on" ? "leadHandOn" : "lead";
  return (
    <div className="flex flex-col gap-5">
      <StepHead title={t(sandbox ? "titleSandbox" : "title")} lead={t(lead)} />
      <Suggestions />
      {body.purposes.map((purpose, index) => (
        <section key={purpose.id} className="flex flex-col gap-2">
          {body.purposes.length > 1 && (
            <h3 className="font-semibold text-14">
              {role(purpose.role)}{" "}
              <span className="font-mono font-normal text-13 text-ink-3">
                {purpose.address ?? t("everyAddress")}
              </span>
            </h3>
          )}
          <InboundList purpose={purpose} index={index} />
        </section>
      ))}
      <p className="text-13 text-ink-3">{t("accounts")}</p>
      <p className="text-13 text-ink-3">{t("domains")}</p>
    </div>
  );
}
