"use client";

import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { ProblemList } from "@/components/ui/problem-list";
import { Switch } from "@/components/ui/switch";
import { cn } from "@/lib/client/class-names";
import type { InboundRule, Purpose } from "@/lib/core/policy/schema";
import { useDraft } from "./draft-context";
import type { InboundChange } from "./editor-state";
import { NetworkPicker } from "./network-picker";
import { NumberInput } from "./number-input";
import { ServiceChip } from "./object-chip";
import { StepHead } from "./step-head";
import { isAbout } from "./wizard-step";

/** The names by which the roles know their sources; other rules are told by their services. */
const known = ["admin", "hq", "branch", "partner", "web", "mail", "mail-older"] as const;

/** Who the people are that the rules name, the most trusted first. */
export function StepSources() {
  const t = useTranslations("wizard.sources");
  const role = useTranslations("common.role");
  const { body, dispatch, facts, preview } = useDraft();
  const sensitive = body.purposes.some(
    ({ role: name }) => name === "internal-server" || name === "file-server",
  );
  const wide = preview.problems.some(({ path, code }) => code.includes("wide") && path[0] !== "client");
  return (
    <div className="flex flex-col gap-5">
      <StepHead title={t("title")} lead={t("lead")} />
      {body.purposes.map((purpose, index) => (
        <section key={purpose.id} className="flex flex-col gap-2">
          {body.purposes.length > 1 && (
            <h3 className="font-semibold text-14">
              {role(purpose.role)}{" "}
              <span className="font-mono font-normal text-13 text-ink-3">{purpose.address}</span>
            </h3>
          )}
          <ul className="overflow-hidden rounded-3 border border-line bg-raised">
            {purpose.rules.map((rule, place) => (
              <SourceRow key={rule.id} purpose={purpose} rule={rule} index={index} place={place} />
            ))}
          </ul>
          {purpose.role === "internal-server" && <p className="text-13 text-ink-3">{t("officeFirewall")}</p>}
          {purpose.role === "file-server" && <p className="text-13 text-ink-3">{t("fileAccounts")}</p>}
        </section>
      ))}
      {(wide || (sensitive && body.wideSourceConfirmed)) && (
        <Callout kind="warning" title={t("wideTitle")}>
          <Checkbox
            label={t("wideConfirm")}
            checked={body.wideSourceConfirmed}
            onCheckedChange={(checked) =>
              dispatch({ type: "change-body", change: { wideSourceConfirmed: checked === true } })
            }
          />
        </Callout>
      )}
      <section className="flex flex-col gap-2 rounded-3 border border-line bg-raised p-4">
        <h3 className="font-semibold text-14">{t("controlPanelTitle")}</h3>
        <p className="max-w-prose text-13 text-ink-2">{t("controlPanelLead")}</p>
        <div className="flex flex-wrap items-end gap-3">
          <Field label={t("controlPanelPort")} note={t("optional")} className="w-48">
            <NumberInput
              value={body.controlPanelPort}
              min={1}
              max={65535}
              placeholder="8443"
              onChange={(controlPanelPort) => dispatch({ type: "change-body", change: { controlPanelPort } })}
              onEmpty={() => dispatch({ type: "change-body", change: { controlPanelPort: null } })}
            />
          </Field>
          {facts?.controlPanelPort != null && facts.controlPanelPort !== body.controlPanelPort && (
            <Button
              onClick={() =>
                dispatch({ type: "change-body", change: { controlPanelPort: facts.controlPanelPort } })
              }
            >
              {t("controlPanelFound", { port: facts.controlPanelPort })}
            </Button>
          )}
        </div>
        <p className="text-13 text-ink-3">{t("lastWayIn")}</p>
      </section>
    </div>
  );
}

function SourceRow(props: { purpose: Purpose; rule: InboundRule; index: number; place: number }) {
  const { purpose, rule, index, place } = props;
  const t = useTranslations("wizard.sources");
  const { dispatch, facts, preview } = useDraft();
  const stem = known.find((name) => name === rule.id.replace(/-\d+$/, ""));
  const problems = preview.problems.filter(
    (problem) =>
      isAbout(problem, ["purposes", index, "rules", place]) && (problem.path[4] ?? "sources") === "sources",
  );
  const change = (part: InboundChange) =>
    dispatch({ type: "change-inbound", purpose: purpose.id, rule: rule.id, change: part });
  // Whoever is named first for an optional rule is wanted in it.
  const setSources = (sources: string[]) =>
    change(rule.sources.length === 0 && sources.length > 0 ? { sources, enabled: true } : { sources });
  const panelAddress = facts?.connection?.panelAddress;
  const name = stem === undefined ? rule.comment || t("rule", { place: place + 1 }) : t(`who.${stem}.title`);
  return (
    <li
      className={cn(
        "flex flex-col gap-1.5 border-line border-b px-3 py-2.5 last:border-b-0",
        !rule.enabled && "bg-sunken",
      )}
    >
      <div className="flex items-start gap-2">
        <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2">
          <span className="font-medium text-14">{name}</span>
          <span className="flex flex-wrap items-center gap-1 text-13 text-ink-3">
            {t("reaches")}
            {rule.services.map((service) => (
              <ServiceChip key={service} name={service} />
            ))}
          </span>
          {!rule.enabled && <span className="text-12 text-ink-2">{t("off")}</span>}
        </div>
        {!rule.admin && (
          <Switch
            label={t("use", { name })}
            hideLabel
            checked={rule.enabled}
            onCheckedChange={(enabled) => change({ enabled })}
          />
        )}
      </div>
      {stem !== undefined && <p className="max-w-prose text-13 text-ink-2">{t(`who.${stem}.hint`)}</p>}
      <div className="flex flex-wrap items-center gap-2">
        <NetworkPicker label={t("pick")} direction="in" value={rule.sources} onChange={setSources} />
        {rule.admin && !rule.sources.includes("panel") && panelAddress !== undefined && (
          <Button size="small" onClick={() => setSources([...rule.sources, "panel"])}>
            {t("usePanel", { address: panelAddress })}
          </Button>
        )}
      </div>
      {problems.length > 0 && <ProblemList problems={problems} />}
    </li>
  );
}
