"use client";

import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";
import { Chip } from "./chip";
import { Combobox, type ComboboxOption } from "./combobox";

type ChipPickerProps = {
  /** What is chosen: "Sources". */
  label: string;
  addLabel: string;
  options: readonly ComboboxOption[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  onCreate?: (typed: string) => void;
  createLabel?: (typed: string) => string;
  /** Draws one chosen name; by default its label in a chip. */
  renderChip?: (value: string, label: string) => ReactNode;
};

/** Several named things as chips, each removable, and a searchable list to add more. */
export function ChipPicker(props: ChipPickerProps) {
  const t = useTranslations("common");
  const labelOf = (value: string) => props.options.find((option) => option.value === value)?.label ?? value;
  const toggle = (value: string) =>
    props.onChange(
      props.value.includes(value) ? props.value.filter((one) => one !== value) : [...props.value, value],
    );
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-1.5">
      <legend className="sr-only">{props.label}</legend>
      {props.value.map((value) => (
        <span key={value} className="inline-flex max-w-full items-center">
          {props.renderChip?.(value, labelOf(value)) ?? <Chip>{labelOf(value)}</Chip>}
          <button
            type="button"
            onClick={() => toggle(value)}
            aria-label={t("removeNamed", { name: labelOf(value) })}
            className="grid size-6 place-items-center rounded-2 text-ink-3 hover:bg-sunken hover:text-ink touch:size-10"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </span>
      ))}
      <Combobox
        label={props.addLabel}
        options={props.options}
        selected={props.value}
        onSelect={toggle}
        onCreate={props.onCreate}
        createLabel={props.createLabel}
        multiple
        trigger={
          <Button variant="quiet" size="small">
            <Plus aria-hidden />
            {props.addLabel}
          </Button>
        }
      />
    </fieldset>
  );
}
