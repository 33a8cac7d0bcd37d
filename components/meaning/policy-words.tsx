import type { ReactNode } from "react";
import type { ChangeItem } from "@/lib/core/policy/describe";
import { ChangeList } from "../diff/change-list";
import { Disclosure } from "../ui/disclosure";
import type { MeaningTranslator } from "./meaning-words";

type PolicyWordsProps = { t: MeaningTranslator; changes: readonly ChangeItem[]; lead?: ReactNode };

/** The same change as the policy says it, one press away. */
export function PolicyWords({ t, changes, lead }: PolicyWordsProps) {
  return (
    <Disclosure title={t("words", { count: changes.length })} className="mt-2">
      {lead && <p className="mb-1.5 max-w-prose text-13 text-ink-3">{lead}</p>}
      {changes.length > 0 && (
        <div className="rounded-3 border bg-raised px-3">
          <ChangeList changes={changes} />
        </div>
      )}
    </Disclosure>
  );
}
