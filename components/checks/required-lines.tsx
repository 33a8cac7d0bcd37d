"use client";

import { useTranslations } from "use-intl";
import type { RequiredProbe } from "@/lib/core/checks/required";
import { usePlaceName } from "./place-name";
import type { RequiredDetail } from "./required-detail";

const sumOf = (counts: NonNullable<RequiredDetail["counts"]>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Which checks they were, one line each. */
export function RequiredProbes({ probes }: { probes: readonly RequiredProbe[] }) {
  const t = useTranslations("checks");
  const nameOf = usePlaceName();
  if (probes.length === 0) return null;
  return (
    <ul className="list-disc pl-5">
      {probes.map(({ from, port, address, intended, seen }) => (
        <li key={`${nameOf(from)} ${port} ${address}`} className="break-words">
          {t("required.probe", {
            from: nameOf(from),
            port: port ?? 0,
            address: address ?? "–",
            intended: t(`outcome.${intended}`),
            seen: t(`outcome.${seen}`),
          })}
        </li>
      ))}
    </ul>
  );
}

/** What the checks that a proof asked for came to. */
export function RequiredLines({ detail }: { detail: RequiredDetail }) {
  const t = useTranslations("checks.required");
  const nameOf = usePlaceName();
  const { verdict, counts, failed, unproven, undecided, late, fault } = detail;
  const total = counts === null ? 0 : sumOf(counts);
  return (
    <div>
      {verdict === "passed" && counts !== null && (
        <p>{t(undecided === null ? "passedBefore" : "passed", { held: counts.held, count: total })}</p>
      )}
      {verdict === "refuted" && <p>{t("failed")}</p>}
      <RequiredProbes probes={failed} />
      {verdict === "unproven" && (
        <p>
          {late
            ? t("late")
            : fault !== null
              ? t("fault")
              : unproven.length > 0
                ? t("unproven", { count: counts?.unproven ?? unproven.length })
                : t("nothing")}
        </p>
      )}
      <RequiredProbes probes={unproven} />
      {counts !== null && counts.undecided > 0 && (
        <p className="break-words text-ink-2">
          {undecided === null
            ? t("undecidedBefore", { count: counts.undecided })
            : t("undecided", {
                count: counts.undecided,
                which: undecided
                  .map(({ from, port }) => t("which", { from: nameOf(from), port: port ?? 0 }))
                  .join(t("between")),
              })}
        </p>
      )}
    </div>
  );
}
