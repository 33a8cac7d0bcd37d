"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import { Button } from "./button";

/** `<Dialog><DialogTrigger asChild>…</DialogTrigger><DialogContent title="…">…</DialogContent></Dialog>` */
export const Dialog = Radix.Root;
export const DialogTrigger = Radix.Trigger;
export const DialogClose = Radix.Close;

type DialogContentProps = {
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  wide?: boolean;
  children?: ReactNode;
};

/** The first field that still wants something, or the first of all; without fields the frame decides. */
function focusField(event: Event): void {
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement)) return;
  const fields = [...content.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")];
  const field = fields.find(({ value }) => value === "") ?? fields[0];
  if (field === undefined) return;
  event.preventDefault();
  field.focus();
}

/** A sheet over the page; on a phone it rises from the bottom edge. Focus goes in and comes back. */
export function DialogContent({ title, description, footer, wide = false, children }: DialogContentProps) {
  const t = useTranslations("common");
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-[rgb(10_13_16/0.45)]" />
      <Radix.Content
        onOpenAutoFocus={focusField}
        className={cn(
          "fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] animate-slide-up flex-col rounded-t-3 border border-line bg-raised shadow-pop",
          "sm:inset-x-auto sm:top-[10vh] sm:bottom-auto sm:left-1/2 sm:max-h-[80vh] sm:w-[calc(100%-3rem)] sm:-translate-x-1/2 sm:rounded-3",
          wide ? "sm:max-w-3xl" : "sm:max-w-lg",
        )}
        {...(description ? {} : { "aria-describedby": undefined })}
      >
        <div className="flex items-start justify-between gap-4 border-line border-b px-4 py-2 sm:px-5">
          {/* The title is in line with the button that closes. */}
          <div className="min-w-0 py-1.5 touch:py-2.5">
            <Radix.Title className="font-semibold text-16">{title}</Radix.Title>
            {description && (
              <Radix.Description className="mt-0.5 text-13 text-ink-2">{description}</Radix.Description>
            )}
          </div>
          <Radix.Close asChild>
            <Button variant="quiet" size="icon" aria-label={t("close")} className="-mr-1.5">
              <X aria-hidden />
            </Button>
          </Radix.Close>
        </div>
        {children && <div className="min-h-0 overflow-y-auto px-4 py-4 sm:px-5">{children}</div>}
        {footer && (
          <div className="flex flex-wrap justify-end gap-2 border-line border-t px-4 py-3 sm:px-5">
            {footer}
          </div>
        )}
      </Radix.Content>
    </Radix.Portal>
  );
}
