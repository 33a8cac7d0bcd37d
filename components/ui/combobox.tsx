"use client";

import { Command } from "cmdk";
import { Check, Plus, Search } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import { Popover, PopoverContent, PopoverTrigger } from "./popover";

export type ComboboxOption = {
  value: string;
  label: string;
  /** More words that the search should find: prefixes, ports. Shown at the right, shortened. */
  detail?: string;
  group?: string;
  disabled?: boolean;
};

type ComboboxProps = {
  /** What is being chosen, for screen readers and as the search's placeholder. */
  label: string;
  /** The button that opens the list. */
  trigger: ReactNode;
  options: readonly ComboboxOption[];
  selected: readonly string[];
  onSelect: (value: string) => void;
  /** Many may be chosen: the list stays open. */
  multiple?: boolean;
  /** Offers "Create …" with what was typed so far. */
  onCreate?: (typed: string) => void;
  createLabel?: (typed: string) => string;
};

/** A searchable list behind a button. Typing narrows, arrows move, Enter takes, Escape leaves. */
export function Combobox(props: ComboboxProps) {
  const t = useTranslations("common");
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const groups = [...new Set(props.options.map((option) => option.group ?? ""))];

  function change(next: boolean) {
    setOpen(next);
    if (!next) setTyped("");
  }
  function take(value: string) {
    props.onSelect(value);
    if (!props.multiple) change(false);
  }

  return (
    <Popover open={open} onOpenChange={change}>
      <PopoverTrigger asChild>{props.trigger}</PopoverTrigger>
      <PopoverContent aria-label={props.label} className="w-80 overflow-hidden p-0">
        <Command label={props.label} loop>
          <div className="flex items-center gap-2 border-line border-b px-3">
            <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
            <Command.Input
              value={typed}
              onValueChange={setTyped}
              placeholder={props.label}
              className="h-10 w-full min-w-0 bg-transparent text-14 outline-none placeholder:text-ink-3 touch:text-16"
            />
          </div>
          <Command.List className="max-h-72 overflow-y-auto p-1">
            <Command.Empty className="px-2.5 py-3 text-13 text-ink-3">{t("nothingFound")}</Command.Empty>
            {groups.map((group) => (
              <Command.Group key={group} heading={group || undefined} className={groupClasses}>
                {props.options
                  .filter((option) => (option.group ?? "") === group)
                  .map((option) => (
                    <Command.Item
                      key={option.value}
                      value={option.value}
                      keywords={[option.label, option.detail ?? ""]}
                      disabled={option.disabled}
                      onSelect={() => take(option.value)}
                      className={itemClasses}
                    >
                      <Check
                        aria-hidden
                        className={cn(
                          "size-4 shrink-0",
                          !props.selected.includes(option.value) && "invisible",
                        )}
                      />
                      <span className="shrink-0">{option.label}</span>
                      {option.detail && (
                        <span className="ml-auto min-w-0 truncate pl-3 font-mono text-12 text-ink-3">
                          {option.detail}
                        </span>
                      )}
                    </Command.Item>
                  ))}
              </Command.Group>
            ))}
            {props.onCreate && (
              <Command.Item
                forceMount
                value={`create ${typed}`}
                keywords={[typed]}
                onSelect={() => {
                  props.onCreate?.(typed.trim());
                  change(false);
                }}
                className={cn(itemClasses, "border-line border-t")}
              >
                <Plus aria-hidden className="size-4 shrink-0" />
                {props.createLabel?.(typed.trim()) ?? t("create")}
              </Command.Item>
            )}
          </Command.List>
        </Command>
      </PopoverContent>
    </Popover>
  );
}

const groupClasses =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-ink-3";
const itemClasses =
  "flex min-h-8 cursor-pointer items-center gap-2 rounded-2 px-2 text-13 data-[disabled=true]:opacity-50 data-[selected=true]:bg-sunken touch:min-h-11";
