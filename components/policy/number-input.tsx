"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Input } from "@/components/ui/input";

type Props = {
  id?: string;
  value: number | null;
  min: number;
  max: number;
  /** Called with each number that is inside the bounds. */
  onChange: (value: number) => void;
  /** Where an empty field means something: called for it. */
  onEmpty?: () => void;
  placeholder?: string;
};

/** A whole number in bounds; what is typed stays on the screen until it is one, and says what is wrong meanwhile. */
export function NumberInput({ id, value, min, max, onChange, onEmpty, placeholder }: Props) {
  const t = useTranslations("wizard");
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (value === null ? "" : String(value));
  const number = /^\d{1,7}$/.test(shown.trim()) ? Number(shown) : Number.NaN;
  const empty = shown.trim() === "";
  const bad = empty ? onEmpty === undefined : !(number >= min && number <= max);
  return (
    <span className="flex flex-col gap-1">
      <Input
        id={id}
        mono
        inputMode="numeric"
        value={shown}
        placeholder={placeholder}
        aria-invalid={bad || undefined}
        onChange={(event) => {
          const text = event.target.value;
          setTyped(text);
          const next = /^\d{1,7}$/.test(text.trim()) ? Number(text) : Number.NaN;
          if (text.trim() === "") onEmpty?.();
          else if (next >= min && next <= max) onChange(next);
        }}
        onBlur={() => {
          if (!bad) setTyped(null);
        }}
      />
      {bad && (
        <span role="alert" className="text-12 text-failed">
          {t("bounds", { min, max })}
        </span>
      )}
    </span>
  );
}
