"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** `toast("Saved")`: for what is done and needs no answer. Errors stay where they happened instead. */
export { toast } from "sonner";

export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      toastOptions={{
        className: "!bg-ink !text-paper !border-transparent !rounded-3 !font-sans !text-13 !shadow-pop",
      }}
    />
  );
}
