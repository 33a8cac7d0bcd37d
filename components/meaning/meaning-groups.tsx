import type { MeaningKind } from "@/lib/core/meaning/meaning";
import type { MeaningRowView, NameLines } from "@/lib/server/services/meaning/meaning-view";
import { Fold } from "./fold";
import { MeaningRow } from "./meaning-row";
import type { MeaningTexts } from "./meaning-words";
import type { ExplainRules } from "./row-details";

export type MeaningGroupsProps = {
  texts: MeaningTexts;
  hostId: string;
  rows: readonly MeaningRowView[];
  lines: NameLines;
  explain: ExplainRules;
  /** The groups are no landmarks: those that are have the same names. */
  nameless?: boolean;
};

const marks: Readonly<Record<MeaningKind, string>> = {
  opened: "+",
  unlimited: "+",
  closed: "−",
  limited: "~",
  "rate-changed": "~",
  "answered-differently": "~",
  "not-known": "?",
};

type Hinted = Exclude<MeaningKind, "opened" | "closed">;
const hasHint = (kind: MeaningKind): kind is Hinted => kind !== "opened" && kind !== "closed";

/** More rows of one kind than these are one press away. */
const shownRows = 10;

function Rows({ texts, rows, ...rest }: MeaningGroupsProps) {
  const [shown, folded] = [rows.slice(0, shownRows), rows.slice(shownRows)];
  const list = (some: readonly MeaningRowView[]) => (
    <ul>
      {some.map((row) => (
        <MeaningRow key={row.id} texts={texts} row={row} {...rest} />
      ))}
    </ul>
  );
  return (
    <>
      {list(shown)}
      {folded.length > 0 && (
        <Fold title={texts.meaning("moreRows", { count: folded.length })} className="border-t px-3">
          {() => <div className="-mx-3 border-t">{list(folded)}</div>}
        </Fold>
      )}
    </>
  );
}

/** Rows under what they have in common; they come in the order of their kinds. */
export function MeaningGroups({ texts, rows, nameless = false, ...rest }: MeaningGroupsProps) {
  const t = texts.meaning;
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  return (
    <div className="overflow-hidden rounded-3 border bg-raised">
      {kinds.map((kind) => (
        <section
          key={kind}
          aria-label={nameless ? undefined : t(`kind.${kind}`)}
          className="border-b last:border-0"
        >
          <h3 className="flex flex-wrap items-baseline gap-x-2 border-b bg-sunken px-3 py-1.5 text-12">
            <span aria-hidden className="w-3 text-center font-mono font-semibold text-13">
              {marks[kind]}
            </span>
            <span className="font-semibold text-13">{t(`kind.${kind}`)}</span>
            {hasHint(kind) && <span className="font-normal text-ink-3">{t(`hint.${kind}`)}</span>}
          </h3>
          <Rows texts={texts} rows={rows.filter((row) => row.kind === kind)} {...rest} />
        </section>
      ))}
    </div>
  );
}
