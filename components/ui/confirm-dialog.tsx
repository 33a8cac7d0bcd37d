"use client";

import { AlertDialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button, type ButtonLook } from "./button";

type ConfirmDialogProps = {
  /** The button that opens it. */
  trigger: ReactNode;
  title: ReactNode;
  /** What will happen, in one or two sentences. */
  consequence: ReactNode;
  confirmLabel: ReactNode;
  confirmVariant?: ButtonLook["variant"];
  onConfirm: () => void;
};

/** Asks once more before something that cannot be taken back. Escape and "Cancel" change nothing. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const t = useTranslations("common");
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{props.trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-[rgb(10_13_16/0.45)]" />
        <Radix.Content className="fixed inset-x-4 top-[20vh] z-50 mx-auto max-w-md animate-slide-up rounded-3 border border-line bg-raised p-5 shadow-pop">
          <Radix.Title className="font-semibold text-16">{props.title}</Radix.Title>
          <Radix.Description asChild>
            <div className="mt-1.5 text-14 text-ink-2">{props.consequence}</div>
          </Radix.Description>
          <div className="mt-5 flex flex-wrap justify-end gap-2">
            <Radix.Cancel asChild>
              <Button>{t("cancel")}</Button>
            </Radix.Cancel>
            <Radix.Action asChild>
              <Button variant={props.confirmVariant ?? "danger"} onClick={props.onConfirm}>
                {props.confirmLabel}
              </Button>
            </Radix.Action>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
