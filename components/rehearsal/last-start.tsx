"use client";

import { useTranslations } from "use-intl";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { Callout } from "../ui/callout";

type LastStartProps = { facts: Pick<HostFacts, "boot" | "bootFault"> };

/** What the last start could not load, until other rules are confirmed. */
export function LastStart({ facts: { boot, bootFault } }: LastStartProps) {
  const t = useTranslations("rehearsal.last");
  const loaded = boot?.loaded ?? null;
  const lines = [
    { family: "IPv4", load: loaded?.ipv4 ?? null },
    { family: "IPv6", load: loaded?.ipv6 ?? null },
  ].flatMap(({ family, load }) => (load === null || load === "rules" ? [] : [{ family, load }]));
  if (lines.length === 0) return null;
  return (
    <Callout kind="error" title={t("title")}>
      <ul>
        {lines.map(({ family, load }) => (
          <li key={family}>{t(load, { family })}</li>
        ))}
      </ul>
      <p className="mt-1">{t("mend")}</p>
      {bootFault && (
        <pre className="mt-2 overflow-x-auto whitespace-pre-wrap font-mono text-12">{bootFault}</pre>
      )}
    </Callout>
  );
}
