"use client";

import { useTranslations } from "use-intl";
import { RadioCards } from "@/components/ui/radio-cards";
import { VerdictMark } from "@/components/ui/verdict-mark";

const verdicts = ["accept", "drop", "reject"] as const;

/** What happens to what matches: three cards, each with its consequence. */
export function VerdictField({
  value,
  onChange,
}: {
  value: (typeof verdicts)[number];
  onChange: (value: (typeof verdicts)[number]) => void;
}) {
  const t = useTranslations("wizard.verdict");
  return (
    <RadioCards
      label={t("label")}
      value={value}
      onValueChange={onChange}
      className="sm:grid-cols-3"
      cards={verdicts.map((verdict) => ({
        value: verdict,
        title: <VerdictMark verdict={verdict} />,
        description: t(verdict),
      }))}
    />
  );
}
