"use client";

import { useTranslations } from "use-intl";
import { useRefreshWhile } from "@/lib/client/use-refresh-while";
import { Callout } from "../ui/callout";

/** Says that what a page tells of a host's rules is from before its last apply, as long as that is so. */
export function OutdatedNotice({ outdated }: { outdated: { readonly number: number } | null }) {
  const t = useTranslations("hosts.inspection.outdated");
  useRefreshWhile(outdated !== null);
  if (outdated === null) return null;
  return (
    <Callout kind="warning" title={t("title", { number: outdated.number })}>
      {t("text")}
    </Callout>
  );
}
