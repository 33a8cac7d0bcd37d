"use client";

import { type ReactNode, useId } from "react";
import { useTranslations } from "use-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import type { Rate } from "@/lib/core/policy/schema";
import { NumberInput } from "./number-input";

const units = ["second", "minute", "hour", "day"] as const;

/** A rate that can be switched off: how many, per what, how many at once, for each source or together. */
export function RateFields({
  label,
  hint,
  value,
  onChange,
  start,
  eachSource = false,
}: {
  label: string;
  hint?: ReactNode;
  value: Rate | null;
  onChange: (value: Rate | null) => void;
  /** What switching on begins with. */
  start: Rate;
  /** Always for each source: there is nothing to choose. */
  eachSource?: boolean;
}) {
  const t = useTranslations("wizard.rate");
  const id = useId();
  return (
    <div className="flex flex-col gap-3">
      <Switch
        label={label}
        hint={hint}
        checked={value !== null}
        onCheckedChange={(on) => onChange(on ? start : null)}
        aria-controls={value === null ? undefined : id}
      />
      {value !== null && (
        <div id={id} className="ml-12 flex flex-wrap items-end gap-3">
          <Field label={t("count")} className="w-24">
            <NumberInput
              value={value.count}
              min={1}
              max={100_000}
              onChange={(count) => onChange({ ...value, count })}
            />
          </Field>
          <Field label={t("per")} className="w-32">
            <Select
              value={value.per}
              onChange={(event) =>
                onChange({ ...value, per: units.find((unit) => unit === event.target.value) ?? value.per })
              }
            >
              {units.map((unit) => (
                <option key={unit} value={unit}>
                  {t(`unit.${unit}`)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t("burst")} className="w-28">
            <NumberInput
              value={value.burst}
              min={1}
              max={10_000}
              onChange={(burst) => onChange({ ...value, burst })}
            />
          </Field>
          {!eachSource && (
            <Checkbox
              className="pb-2"
              label={t("perSource")}
              checked={value.perSource}
              onCheckedChange={(checked) => onChange({ ...value, perSource: checked === true })}
            />
          )}
        </div>
      )}
    </div>
  );
}
