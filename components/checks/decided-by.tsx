"use client";

import { useTranslations } from "use-intl";
import type { ExpectedOutcome } from "@/lib/core/checks/check";
import type { DecidedBy } from "@/lib/server/services/checks/checks-view";
import { OriginLine } from "../simulator/origin-line";
import { CommandText } from "../ui/command-text";

type DecidedByWordsProps = { hostId: string; by: DecidedBy; outcome: ExpectedOutcome };

/** Which rule decides, in the policy's words and in iptables'; or that none does, and what that means. */
export function DecidedByWords({ hostId, by, outcome }: DecidedByWordsProps) {
  const t = useTranslations("checks.by");
  const explain = useTranslations("explain");
  const common = useTranslations("common");
  const end = outcome === "works" || outcome === "cannot-tell" ? outcome : "shut";
  if (by.kind === "no-rule") return <p>{t(`none.${end}`)}</p>;
  if (by.kind === "text") {
    return (
      <>
        {by.foreign && <p>{t("foreign")}</p>}
        <CommandText text={by.text} className="block text-ink-2" />
      </>
    );
  }
  const { rule } = by;
  const isEnd = rule.origin?.section === "final";
  return (
    <>
      {isEnd ? (
        <p>{t(`end.${end}`)}</p>
      ) : (
        <OriginLine t={explain} common={common} hostId={hostId} rule={rule} />
      )}
      <p className="text-12 text-ink-3">{t("place", { number: rule.number, chain: rule.chain })}</p>
      <CommandText text={rule.text} className="block text-ink-2" />
    </>
  );
}
