"use client";

import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/client/class-names";

export type RadioCard<Value extends string> = {
  value: Value;
  title: ReactNode;
  description?: ReactNode;
  /** A drawing or icon, above the title. */
  picture?: ReactNode;
  disabled?: boolean;
};

type RadioCardsProps<Value extends string> = {
  /** What is being chosen, for screen readers. */
  label: string;
  cards: readonly RadioCard<Value>[];
  value: Value | undefined;
  onValueChange: (value: Value) => void;
  name?: string;
  className?: string;
};

/** One of a few, each with its consequence in a sentence. Arrow keys move; the ring and the dot show the choice. */
export function RadioCards<Value extends string>(props: RadioCardsProps<Value>) {
  const { label, cards, value, onValueChange, name, className } = props;
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value ?? ""}
      onValueChange={(next) => onValueChange(next as Value)}
      name={name}
      className={cn("grid gap-2 sm:grid-cols-[repeat(auto-fit,minmax(12.5rem,1fr))]", className)}
    >
      {cards.map((card) => (
        <RadioGroup.Item
          key={card.value}
          value={card.value}
          disabled={card.disabled}
          className={cn(
            "group min-w-0 rounded-3 border border-line-strong bg-raised p-3 text-left hover:border-ink-3 disabled:opacity-55 data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft data-[state=checked]:ring-1 data-[state=checked]:ring-accent",
            // The pictures of one row take the same height, so that its titles stand on one line.
            card.picture === undefined ? "flex flex-col" : "row-span-2 grid grid-rows-subgrid",
          )}
        >
          {card.picture !== undefined && <span className="flex items-center">{card.picture}</span>}
          <span className="flex items-start gap-2.5">
            <span className="mt-0.75 grid size-4 shrink-0 place-items-center rounded-full border border-line-control bg-raised group-data-[state=checked]:border-accent">
              <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
            </span>
            <span className="min-w-0">
              <span className="block font-medium text-14">{card.title}</span>
              {card.description && (
                <span className="mt-0.5 block text-13 text-ink-2">{card.description}</span>
              )}
            </span>
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
