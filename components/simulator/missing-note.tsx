import Link from "next/link";
import type { ReactNode } from "react";
import type { Explanation, Missing } from "@/lib/server/services/explain/explain-view";
import { buttonClasses } from "../ui/button";
import { Callout } from "../ui/callout";
import { ProblemList } from "../ui/problem-list";
import { explainHref } from "./explain-href";
import type { ExplainTranslator } from "./explain-words";

type MissingNoteProps = {
  t: ExplainTranslator;
  explanation: Pick<Explanation, "hostId" | "question">;
  missing: Missing;
  /** The way to inspect the host. */
  inspect: ReactNode;
};

/** Why the chosen rules cannot be asked, and what to do; the question stays as it is. */
export function MissingNote({ t, explanation: { hostId, question }, missing, inspect }: MissingNoteProps) {
  const { code, problems } = missing;
  return (
    <Callout
      kind="warning"
      title={t(`missing.${code}.title`)}
      actions={
        <>
          {code === "not-inspected" && inspect}
          {(code === "no-draft" || code === "not-compiled") && (
            <Link href={`/hosts/${hostId}/edit/role`} className={buttonClasses()}>
              {t(code === "no-draft" ? "action.role" : "action.mend")}
            </Link>
          )}
          {code !== "not-inspected" && question.rules !== "live" && (
            <Link
              href={explainHref(hostId, { ...question, rules: "live" })}
              prefetch={false}
              scroll={false}
              className={buttonClasses()}
            >
              {t("action.live")}
            </Link>
          )}
        </>
      }
    >
      <p>{t(`missing.${code}.text`)}</p>
      {problems.length > 0 && <ProblemList problems={problems} />}
    </Callout>
  );
}
