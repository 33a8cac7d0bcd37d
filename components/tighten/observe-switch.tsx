"use client";

import { useTranslations } from "use-intl";
import { Switch } from "../ui/switch";

type SwitchProps = { value: boolean | undefined; onChange: (value: true | undefined) => void };

/** Whether a rule that refuses only logs for now. Off leaves no word in the policy. */
export function ObserveSwitch({ value, onChange }: SwitchProps) {
  const t = useTranslations("tighten.rule");
  return (
    <Switch
      label={t("label")}
      hint={t("hint")}
      checked={value === true}
      onCheckedChange={(on) => onChange(on || undefined)}
    />
  );
}
