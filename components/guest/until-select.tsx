"use client";

import { useLocale, useTimeZone, useTranslations } from "use-intl";
import { formatMoment } from "@/lib/client/format-moment";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { spans, useSpanText } from "./use-span-text";

type UntilSelectProps = {
  /** UTC, to the second; undefined: the rule stays. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
};

/** When a rule ends by itself: never, as it stands, or so long from now. */
export function UntilSelect({ value, onChange }: UntilSelectProps) {
  const t = useTranslations("guest");
  const span = useSpanText();
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const change = (choice: string) => {
    if (choice === "kept") return;
    const end = new Date(Date.now() + Number(choice) * 3_600_000);
    onChange(choice === "never" ? undefined : end.toISOString().replace(/\.\d+/, ""));
  };
  return (
    <Field label={t("end")} hint={t("endHint")}>
      <Select value={value === undefined ? "never" : "kept"} onChange={(event) => change(event.target.value)}>
        <option value="never">{t("endNever")}</option>
        {value !== undefined && (
          <option value="kept">
            {t("endAt", { moment: formatMoment(new Date(value), "moment", locale, timeZone).text })}
          </option>
        )}
        {spans.map((hours) => (
          <option key={hours} value={hours}>
            {t("endIn", { span: span(hours) })}
          </option>
        ))}
      </Select>
    </Field>
  );
}
