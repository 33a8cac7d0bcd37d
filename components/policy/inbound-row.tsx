"use client";

import { useTranslations } from "use-intl";
import { UntilSelect } from "@/components/guest/until-select";
import { useUntilMark } from "@/components/guest/use-until-mark";
import { ObserveSwitch } from "@/components/tighten/observe-switch";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import type { InboundRule, Purpose, Rate } from "@/lib/core/policy/schema";
import type { Problem } from "@/lib/core/problem/problem";
import { AddressSelect } from "./address-select";
import { useDraft } from "./draft-context";
import type { InboundChange } from "./editor-state";
import { NetworkPicker } from "./network-picker";
import { MissingChip, NetworkChip, ServiceChip } from "./object-chip";
import { RateFields } from "./rate-fields";
import { RuleFrame } from "./rule-frame";
import { ServicePicker } from "./service-picker";
import type { RowMoves } from "./sortable-rules";
import { useLogWords } from "./use-log-words";
import { VerdictField } from "./verdict-field";

/** What a new limit begins with: enough for a person, too little for guessing. */
export const startingLimit: Rate = { count: 10, per: "minute", burst: 10, perSource: true };

/** One inbound rule: its row and its form. */
export function InboundRow({
  purpose,
  rule,
  problems,
  moves,
}: {
  purpose: Purpose;
  rule: InboundRule;
  problems: readonly Problem[];
  moves: RowMoves;
}) {
  const t = useTranslations("wizard.rule");
  const unit = useTranslations("wizard.rate.unit");
  const observe = useTranslations("tighten.rule");
  const logWords = useLogWords();
  const untilMark = useUntilMark();
  const { dispatch } = useDraft();
  const change = (part: InboundChange) =>
    dispatch({ type: "change-inbound", purpose: purpose.id, rule: rule.id, change: part });
  const { id: _, ...copy } = rule;
  const marks = [
    ...(rule.admin ? [t("mark.admin")] : []),
    ...(rule.sourcePorts === "unprivileged" ? [t("mark.unprivileged")] : []),
    ...(rule.destination !== null ? [t("mark.destination", { address: rule.destination })] : []),
    ...(rule.limit !== null ? [t("mark.limit", { count: rule.limit.count, per: unit(rule.limit.per) })] : []),
    ...(rule.log ? [t("mark.log")] : []),
    ...(rule.observe && rule.verdict !== "accept" ? [observe("mark")] : []),
    ...[untilMark(rule.until)].filter((mark) => mark !== null),
  ];
  return (
    <RuleFrame
      id={rule.id}
      name={t("name", { place: moves.place + 1 })}
      enabled={rule.enabled}
      onEnabled={(enabled) => change({ enabled })}
      who={
        rule.sources.length === 0 ? (
          <MissingChip text={t("nobody")} />
        ) : (
          rule.sources.map((source) => <NetworkChip key={source} name={source} direction="in" />)
        )
      }
      what={
        rule.services.length === 0 ? (
          <MissingChip text={t("nothing")} />
        ) : (
          rule.services.map((service) => <ServiceChip key={service} name={service} />)
        )
      }
      verdict={rule.verdict}
      marks={marks}
      comment={rule.comment}
      problems={problems}
      moves={moves}
      onCopy={() => dispatch({ type: "add-inbound", purpose: purpose.id, rule: copy })}
      onRemove={() => dispatch({ type: "remove-inbound", purpose: purpose.id, rule: rule.id })}
    >
      <div className="flex flex-col gap-4">
        <Labelled label={t("who")}>
          <NetworkPicker
            label={t("who")}
            direction="in"
            value={rule.sources}
            onChange={(sources) => change({ sources })}
          />
        </Labelled>
        <Labelled label={t("what")}>
          <ServicePicker
            label={t("what")}
            value={rule.services}
            onChange={(services) => change({ services })}
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
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("destination")} hint={t("destinationHint")}>
            <AddressSelect
              value={rule.destination}
              everyLabel={t("destinationEvery")}
              onChange={(destination) => change({ destination })}
            />
          </Field>
          <Field label={t("sourcePorts")} hint={t("sourcePortsHint")}>
            <Select
              value={rule.sourcePorts}
              onChange={(event) =>
                change({ sourcePorts: event.target.value === "any" ? "any" : "unprivileged" })
              }
            >
              <option value="any">{t("sourcePortsAny")}</option>
              <option value="unprivileged">{t("sourcePortsUnprivileged")}</option>
            </Select>
          </Field>
        </div>
        <Checkbox
          label={t("admin")}
          hint={t("adminHint")}
          checked={rule.admin}
          onCheckedChange={(checked) => change({ admin: checked === true })}
        />
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
        {/* So does an end, but the administrator's path has none. */}
        {((rule.verdict === "accept" && !rule.admin) || rule.until !== undefined) && (
          <UntilSelect value={rule.until} onChange={(until) => change({ until })} />
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

/** A label above something that is not one control. */
export function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="font-medium text-13" aria-hidden>
        {label}
      </span>
      {children}
    </div>
  );
}
