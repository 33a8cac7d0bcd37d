"use client";

import { useTranslations } from "use-intl";
import { ObserveSwitch } from "@/components/tighten/observe-switch";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import type { OutboundRule } from "@/lib/core/policy/schema";
import type { Problem } from "@/lib/core/problem/problem";
import { useDraft } from "./draft-context";
import type { OutboundChange } from "./editor-state";
import { Labelled, startingLimit } from "./inbound-row";
import { NetworkPicker } from "./network-picker";
import { MissingChip, NetworkChip, ServiceChip } from "./object-chip";
import { RateFields } from "./rate-fields";
import { RuleFrame } from "./rule-frame";
import { ServicePicker } from "./service-picker";
import type { RowMoves } from "./sortable-rules";
import { useLogWords } from "./use-log-words";
import { VerdictField } from "./verdict-field";

/** One outbound rule: `what → where → verdict`, and whose programs it is for. */
export function OutboundRow({
  rule,
  problems,
  moves,
}: {
  rule: OutboundRule;
  problems: readonly Problem[];
  moves: RowMoves;
}) {
  const t = useTranslations("wizard.rule");
  const unit = useTranslations("wizard.rate.unit");
  const observe = useTranslations("tighten.rule");
  const logWords = useLogWords();
  const { dispatch, facts } = useDraft();
  const change = (part: OutboundChange) => dispatch({ type: "change-outbound", rule: rule.id, change: part });
  const { id: _, ...copy } = rule;
  const users = Object.keys(facts?.users ?? {}).sort();
  const marks = [
    ...(rule.user !== null ? [t("mark.user", { user: rule.user })] : []),
    ...(rule.limit !== null ? [t("mark.limit", { count: rule.limit.count, per: unit(rule.limit.per) })] : []),
    ...(rule.log ? [t("mark.log")] : []),
    ...(rule.observe && rule.verdict !== "accept" ? [observe("mark")] : []),
  ];
  return (
    <RuleFrame
      id={rule.id}
      name={t("name", { place: moves.place + 1 })}
      enabled={rule.enabled}
      onEnabled={(enabled) => change({ enabled })}
      who={
        rule.services.length === 0 ? (
          <MissingChip text={t("nothing")} />
        ) : (
          rule.services.map((service) => <ServiceChip key={service} name={service} />)
        )
      }
      what={
        rule.destinations.length === 0 ? (
          <MissingChip text={t("nowhere")} />
        ) : (
          rule.destinations.map((name) => <NetworkChip key={name} name={name} direction="out" />)
        )
      }
      verdict={rule.verdict}
      marks={marks}
      comment={rule.comment}
      problems={problems}
      moves={moves}
      onCopy={() => dispatch({ type: "add-outbound", rule: copy })}
      onRemove={() => dispatch({ type: "remove-outbound", rule: rule.id })}
    >
      <div className="flex flex-col gap-4">
        <Labelled label={t("whatOut")}>
          <ServicePicker
            label={t("whatOut")}
            value={rule.services}
            onChange={(services) => change({ services })}
          />
        </Labelled>
        <Labelled label={t("where")}>
          <NetworkPicker
            label={t("where")}
            direction="out"
            value={rule.destinations}
            onChange={(destinations) => change({ destinations })}
          />
        </Labelled>
        <VerdictField
          value={rule.verdict}
          onChange={(verdict) => change({ verdict, ...(verdict === "accept" && { observe: undefined }) })}
        />
        {/* What accepts refuses nothing that could be observed first. */}
        {rule.verdict !== "accept" && (
          <ObserveSwitch value={rule.observe} onChange={(value) => change({ observe: value })} />
        )}
        <Field label={t("user")} hint={t("userHint")}>
          <Select
            value={rule.user ?? ""}
            onChange={(event) => change({ user: event.target.value === "" ? null : event.target.value })}
          >
            <option value="">{t("userEvery")}</option>
            {users.map((user) => (
              <option key={user} value={user}>
                {user} ({facts?.users[user]})
              </option>
            ))}
            {rule.user !== null && !users.includes(rule.user) && (
              <option value={rule.user}>{rule.user}</option>
            )}
          </Select>
        </Field>
        {/* A rate belongs to a rule that accepts; one that is there already can be taken away. */}
        {(rule.verdict === "accept" || rule.limit !== null) && (
          <RateFields
            label={t("limit")}
            hint={t("limitHint")}
            value={rule.limit}
            start={startingLimit}
            onChange={(limit) => change({ limit })}
          />
        )}
        <Switch
          label={t("log")}
          hint={logWords}
          checked={rule.log}
          onCheckedChange={(log) => change({ log })}
        />
        <Field label={t("comment")}>
          <Input
            value={rule.comment}
            maxLength={200}
            onChange={(event) => change({ comment: event.target.value })}
          />
        </Field>
      </div>
    </RuleFrame>
  );
}
