"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { copyText } from "@/lib/client/copy-text";
import { Button } from "./button";

type CopyButtonProps = {
  text: string;
  label?: string;
  /** On a phone there is room for the icon alone. */
  narrow?: boolean;
};

/** Copies `text`; says that it has. */
export function CopyButton({ text, label, narrow = false }: CopyButtonProps) {
  const t = useTranslations("common");
  const [copied, setCopied] = useState(false);
  return (
    <Button
      size="small"
      onClick={async () => setCopied(await copyText(text))}
      onBlur={() => setCopied(false)}
      onPointerLeave={() => setCopied(false)}
    >
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      <span aria-live="polite" className={narrow ? "max-sm:sr-only" : undefined}>
        {copied ? t("copied") : (label ?? t("copy"))}
      </span>
    </Button>
  );
}
