"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/client/class-names";

/** `<Menu><MenuTrigger asChild>…</MenuTrigger><MenuContent><MenuItem onSelect={…}>…</MenuItem></MenuContent></Menu>` */
export const Menu = Radix.Root;
export const MenuTrigger = Radix.Trigger;
export const MenuRadioGroup = Radix.RadioGroup;

const itemClasses =
  "relative flex min-h-8 cursor-pointer select-none items-center gap-2.5 rounded-2 px-2.5 py-1 text-13 outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-sunken touch:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3";

export function MenuContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={12}
        align="end"
        className={cn(
          "z-50 min-w-44 animate-slide-up rounded-3 border border-line-strong bg-raised p-1 shadow-pop",
          className,
        )}
        {...rest}
      />
    </Radix.Portal>
  );
}

export function MenuItem({
  className,
  danger = false,
  ...rest
}: ComponentProps<typeof Radix.Item> & { danger?: boolean }) {
  return (
    <Radix.Item
      className={cn(itemClasses, danger && "text-failed [&_svg]:text-failed", className)}
      {...rest}
    />
  );
}

export function MenuRadioItem({ className, children, ...rest }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem className={cn(itemClasses, "pl-8", className)} {...rest}>
      <Radix.ItemIndicator className="absolute left-2">
        <Check aria-hidden />
      </Radix.ItemIndicator>
      {children}
    </Radix.RadioItem>
  );
}

export function MenuLabel({ className, ...rest }: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label className={cn("px-2.5 pt-2 pb-1 text-12 text-ink-3", className)} {...rest} />;
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
