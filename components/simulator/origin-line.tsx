import type { Route } from "next";
import Link from "next/link";
import type { RuleView } from "@/lib/server/services/explain/explain-view";
import { type CommonTranslator, type ExplainTranslator, originWords } from "./explain-words";

type OriginLineProps = { t: ExplainTranslator; common: CommonTranslator; hostId: string; rule: RuleView };

/** Which line of the policy a rule comes from, with the way to it. Nothing for the rules of others. */
export function OriginLine({ t, common, hostId, rule: { origin } }: OriginLineProps) {
  if (origin === null) return null;
  const step = origin.rule?.direction === "out" ? "client" : "services";
  return (
    <p className="text-12 text-ink-2">
      {originWords(t, origin, common)}
      {origin.rule !== null && (
        <>
          {" "}
          {origin.rule.inDraft ? (
            <Link
              href={`/hosts/${hostId}/edit/${step}#rule-${origin.rule.id}` as Route}
              prefetch={false}
              data-print="hide"
              className="text-accent underline underline-offset-2"
            >
              {t("origin.edit")}
            </Link>
          ) : (
            t("origin.gone")
          )}
        </>
      )}
    </p>
  );
}
