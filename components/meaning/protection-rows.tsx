import type { ProtectionLimit } from "@/lib/core/compile/protections/read-limit";
import type { MeaningView, ProtectionView } from "@/lib/server/services/meaning/meaning-view";
import { FamilyMarks } from "../ui/family-marks";
import { Fold } from "./fold";
import { MeaningGroups, type MeaningGroupsProps } from "./meaning-groups";
import type { MeaningTranslator } from "./meaning-words";

type Shared = Omit<MeaningGroupsProps, "rows" | "nameless">;
type RowsProps = Shared & {
  protections: readonly ProtectionView[];
  /** Something changes besides what is counted. */
  besides: boolean;
};

/** What becomes of a protection; `scope`: it holds to the same, but not the same packets. */
type Change = "on" | "off" | "changed" | "scope";

function changeOf({ before, after }: ProtectionView): Change {
  if (before === null) return "on";
  if (after === null) return "off";
  return JSON.stringify(before) === JSON.stringify(after) ? "scope" : "changed";
}

const marks = { on: "+", off: "−", changed: "~", scope: "~" } as const satisfies Record<Change, string>;

const rateOf = ({ count, per, burst }: Extract<ProtectionLimit, { count: number }>) => ({
  count,
  per,
  burst,
});

/** What a protection does to whom, in one sentence. */
export function limitWords(t: MeaningTranslator, limit: ProtectionLimit): string {
  switch (limit.protection) {
    case "open-connections":
      return t("protections.limit.open-connections", { most: limit.most });
    case "port-scan":
      return t("protections.limit.port-scan", { ports: limit.ports, minutes: limit.minutes });
    case "ssh-guessing":
      return t("protections.limit.ssh-guessing", rateOf(limit));
    case "new-connections": {
      const each = limit.perSource ? "yes" : "no";
      return t("protections.limit.new-connections", { ...rateOf(limit), each });
    }
  }
}

/** Those of which there is something to tell. */
export const changedProtections = ({ protections }: Extract<MeaningView, { told: true }>) =>
  protections.filter(({ standing }) => !standing);

/** The packets of one protection, behind one line. */
function Concerned({
  protection,
  besides,
  ...shared
}: Shared & { protection: ProtectionView; besides: boolean }) {
  const t = shared.texts.meaning;
  const { rows, others, more, after } = protection;
  if (rows.length + others.length === 0) {
    const nobody = besides ? "nobodyBefore" : "nobody";
    // Whom it held may be refused by now for another reason.
    const text = t(`protections.${after === null ? "nobodyFreed" : nobody}`);
    return <p className="mt-1 text-12 text-ink-3">{text}</p>;
  }
  return (
    <Fold title={t("protections.concerned")}>
      {() => (
        <div className="mb-2 flex flex-col gap-2">
          {rows.length > 0 && <MeaningGroups rows={rows} nameless {...shared} />}
          {others.length > 0 && (
            <Fold title={t(rows.length > 0 ? "others" : "othersAlone", { count: others.length + more })}>
              {() => <MeaningGroups rows={others} nameless {...shared} />}
            </Fold>
          )}
          {more > 0 && <p className="text-13 text-ink-3">{t("more", { count: more })}</p>}
        </div>
      )}
    </Fold>
  );
}

/** The protections that count and change: one row each, in words, and whom it holds one press away. */
export function ProtectionRows({ protections, besides, ...shared }: RowsProps) {
  const t = shared.texts.meaning;
  return (
    <section aria-label={t("protections.title")} className="overflow-hidden rounded-3 border bg-raised">
      <h3 className="flex flex-wrap items-baseline gap-x-2 border-b bg-sunken px-3 py-1.5 text-12">
        <span aria-hidden className="w-3 text-center font-mono font-semibold text-13">
          ~
        </span>
        <span className="font-semibold text-13">{t("protections.title")}</span>
        <span className="font-normal text-ink-3">
          {t(besides ? "protections.hintBesides" : "protections.hint")}
        </span>
      </h3>
      <ul>
        {protections.map((protection) => {
          const change = changeOf(protection);
          const { before, after, families } = protection;
          const limit = after ?? before;
          return (
            limit && (
              <li key={`${limit.protection} ${families.join()}`} className="border-b px-3 py-2 last:border-0">
                <div className="flex items-start gap-2">
                  <span aria-hidden className="w-3 shrink-0 text-center font-mono font-semibold text-13">
                    {marks[change]}
                  </span>
                  <div className="min-w-0 flex-1">
                    <p className="font-medium text-13">
                      {t(`protections.name.${limit.protection}`)}
                      <span className="font-normal text-ink-3"> {t(`protections.change.${change}`)}</span>
                    </p>
                    <p className="max-w-prose text-14">{limitWords(t, limit)}</p>
                    {change === "changed" && before !== null && (
                      <p className="max-w-prose text-13 text-ink-2">
                        {t("protections.before", { limit: limitWords(t, before) })}
                      </p>
                    )}
                    <Concerned protection={protection} besides={besides} {...shared} />
                  </div>
                  <FamilyMarks families={families} />
                </div>
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}

/** The protections that stand as before and hold what is newly let in as well. */
export function StandingProtections({
  t,
  protections,
}: {
  t: MeaningTranslator;
  protections: readonly ProtectionView[];
}) {
  const limits = protections.flatMap(({ standing, holdsOpened, after }) =>
    standing && holdsOpened && after !== null ? [after] : [],
  );
  if (limits.length === 0) return null;
  return (
    <Fold title={t("protections.standing", { count: limits.length })}>
      {() => (
        <ul className="mb-1 flex list-disc flex-col gap-0.5 pl-6 text-13 text-ink-2">
          {limits.map((limit) => (
            <li key={JSON.stringify(limit)} className="max-w-prose">
              {limitWords(t, limit)}
            </li>
          ))}
        </ul>
      )}
    </Fold>
  );
}
