"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useVerb } from "@/lib/client/use-verb";
import type { TightenRow } from "@/lib/core/tighten/tighten";
import type { TightenView } from "@/lib/server/services/tighten/tighten-view";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";

export type TakeSuggestion = (input: {
  hostId: string;
  rule: string;
  kind: "narrow" | "unused";
  networks: readonly string[];
  names: readonly string[];
}) => Promise<Outcome<{ rule: string }>>;

type ListProps = {
  hostId: string;
  rows: readonly TightenRow[];
  /** Days on which somebody looked. */
  days: number;
  counters: TightenView["counters"];
  take: TakeSuggestion;
};

/** One sentence a rule, what speaks against it, and the button that writes the draft. */
export function TightenList({ rows, ...rest }: ListProps) {
  const t = useTranslations("tighten.page");
  return (
    <ul aria-label={t("label")} className="divide-y rounded-3 border bg-raised">
      {rows.map((row) => (
        <TightenItem key={row.rule} row={row} {...rest} />
      ))}
    </ul>
  );
}

/** So many networks are named one by one. */
const mostNamed = 8;

const dayLength = 24 * 3_600_000;

function TightenItem({ row, hostId, days, counters, take }: Omit<ListProps, "rows"> & { row: TightenRow }) {
  const t = useTranslations("tighten.page");
  const common = useTranslations("common");
  const router = useRouter();
  const { run, pending, failure } = useVerb(take);
  const { rule, kind, networks, names, closes, unseenDays } = row;
  const told = names.length > 0 ? names : networks;
  const services = row.services.join(", ");
  const named = told.slice(0, mostNamed).join(", ");
  const list =
    told.length <= mostNamed ? named : t("andMore", { shown: named, count: told.length - mostNamed });
  const sources = row.sources
    .map((name) => (name === "anyone" || name === "panel" ? common(`network.${name}`) : name))
    .join(", ");
  const unusedDays =
    counters === null ? 0 : Math.round((Date.parse(counters.to) - Date.parse(counters.from)) / dayLength);
  const goOn = () =>
    router.push(`/hosts/${hostId}/${kind === "narrow" ? `edit/services#rule-${rule}` : "review"}` as Route);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-3.5 py-3">
      <div className="min-w-0 flex-1 basis-80">
        <p className="break-words text-14">
          {kind === "narrow" && t("narrow", { services, count: told.length, days, networks: list, sources })}
          {kind === "unused" && t("unused", { services, days: unusedDays })}
          {kind === "unseen" && t("unseen", { services, count: unseenDays ?? 0 })}
        </p>
        {kind === "narrow" && (
          <div className="max-w-prose text-13 text-ink-2">
            <p>
              {unseenDays === null
                ? t("notCounted")
                : unseenDays > 0
                  ? t("missed", { count: unseenDays })
                  : t("allSeen")}
            </p>
            {closes.map((family) => (
              <p key={family}>{t("closes", { family })}</p>
            ))}
          </div>
        )}
        <FailureNote failure={failure} />
      </div>
      {kind !== "unseen" && (
        <Button
          pending={pending}
          aria-label={t("take.of", { what: t(`take.${kind}`), services })}
          onClick={() => run({ hostId, rule, kind, networks, names }, goOn)}
        >
          {t(`take.${kind}`)}
        </Button>
      )}
    </li>
  );
}
