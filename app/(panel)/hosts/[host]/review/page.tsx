import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ChangeList } from "@/components/diff/change-list";
import { drawRulesets } from "@/components/drawing/drawing-model";
import { RulesetDrawing } from "@/components/drawing/ruleset-drawing";
import { ManagersDecision } from "@/components/host/managers-decision";
import { ApplyForm } from "@/components/rollout/apply-form";
import { ForeignRules } from "@/components/rollout/foreign-rules";
import { LockoutVerdict } from "@/components/rollout/lockout-verdict";
import { ReviewProblems } from "@/components/rollout/review-problems";
import { ReviewTexts } from "@/components/rollout/review-texts";
import { AskLink } from "@/components/simulator/ask-link";
import { explainHref } from "@/components/simulator/explain-href";
import { buttonClasses } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { findingText } from "@/lib/client/use-finding-text";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { readReview } from "@/lib/server/services/review/read-review";
import type { Review } from "@/lib/server/services/review/review-view";
import { acceptManagersAction } from "../actions";
import { readDraftOrNull } from "../edit/read-draft-or-null";
import { readHostOr404 } from "../read-host-or-404";
import { startRolloutAction } from "./actions";
import { asksAboutManagers, reviewFindings } from "./review-findings";

type ReviewPageProps = { params: Promise<{ host: string }> };

export async function generateMetadata({ params }: ReviewPageProps): Promise<Metadata> {
  const t = await getTranslations("review");
  return { title: `${t("title")} · ${(await readHostOr404((await params).host)).name}` };
}

/** What would happen, before anything does. */
export default async function ReviewPage({ params }: ReviewPageProps) {
  const host = await readHostOr404((await params).host);
  const [t, explain] = await Promise.all([getTranslations("review"), getTranslations("explain")]);
  if ((await readDraftOrNull(host.id)) === null) {
    return (
      <EmptyState
        title={t("noDraft.title")}
        actions={
          <Link href={`/hosts/${host.id}/edit/role`} className={buttonClasses({ variant: "primary" })}>
            {t("noDraft.action")}
          </Link>
        }
      >
        {t("noDraft.text")}
      </EmptyState>
    );
  }
  const actor = await requireActor();
  const review = await readReview({ actor }, { hostId: host.id, fresh: true });
  const findings = reviewFindings(review);
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead", { host: host.name })}
        actions={
          <Link href={`/hosts/${host.id}/edit/role`} className={buttonClasses()}>
            <ArrowLeft aria-hidden /> {t("edit")}
          </Link>
        }
      />
      <div className="flex flex-col gap-8">
        <ReviewState review={review} />
        <Section title={t("changes.title")} lead={t(review.firstApply ? "changes.first" : "changes.since")}>
          {review.changes.length === 0 ? (
            <p className="text-14">{t("changes.none")}</p>
          ) : (
            <div className="rounded-3 border bg-raised px-3">
              <ChangeList changes={review.changes} />
            </div>
          )}
        </Section>
        {review.lockout !== null && (
          <Section title={t("lockout.title")}>
            <LockoutVerdict
              lockout={review.lockout}
              panelAddress={review.facts?.connection?.panelAddress ?? null}
            />
            <AskLink href={explainHref(host.id, { rules: "draft" })} text={explain("link.draft")} />
          </Section>
        )}
        {(findings.length > 0 || asksAboutManagers(review)) && (
          <Section title={t("problems")}>
            <div className="flex flex-col gap-3">
              <ManagersDecision
                hostId={host.id}
                managers={review.facts?.managers ?? []}
                accepted={host.acceptedManagers}
                acceptManagers={acceptManagersAction}
              />
              {findings.length > 0 && (
                <div className="rounded-3 border bg-raised px-3">
                  <ReviewProblems problems={findings} hostId={host.id} />
                </div>
              )}
            </div>
          </Section>
        )}
        {review.foreignRules.length > 0 && (
          <ForeignRules rules={review.foreignRules} title={t("foreign.title")}>
            {t("foreign.text")}
          </ForeignRules>
        )}
        <ReviewPicture review={review} />
        {review.restore4 !== null && (
          <Section title={t("texts")}>
            <ReviewTexts
              script={review.script}
              restore4={review.restore4}
              restore6={review.restore6}
              textDiff4={review.textDiff4}
              textDiff6={review.textDiff6}
              scriptHref={`/api/hosts/${host.id}/script`}
            />
          </Section>
        )}
        {review.hash === null && (
          <Section title={t("apply.title")}>
            <p className="max-w-prose text-14">{t("apply.notYet")}</p>
          </Section>
        )}
        {review.hash !== null && (
          <Section title={t("apply.title")}>
            <ApplyForm
              // Another draft or another host state is another question: the answers start anew.
              key={review.hash}
              hash={review.hash}
              hostName={host.name}
              allowed={(review.gate.allowed || review.needsAnyway) && review.pending === null}
              underWay={review.pending !== null}
              needsAnyway={review.needsAnyway}
              apply={startRolloutAction.bind(null, host.id)}
            />
          </Section>
        )}
      </div>
    </>
  );
}

/** How fresh this is, and what is in the way of any apply. */
async function ReviewState({ review }: { review: Review }) {
  const [t, errors] = await Promise.all([getTranslations("review"), getTranslations("errors")]);
  const { pending, readFault, factsReadAt, factsFresh } = review;
  return (
    <div className="flex flex-col gap-3">
      {pending !== null && (
        <Callout
          kind="warning"
          title={t("pending", { number: pending.number })}
          actions={
            <Link href={`/hosts/${review.hostId}/applies/${pending.applyId}`} className={buttonClasses()}>
              {t("pendingLink", { number: pending.number })}
            </Link>
          }
        />
      )}
      {readFault !== null && (
        <Callout kind="warning" title={t("facts.unreachable")}>
          <p>{findingText(errors as unknown as Parameters<typeof findingText>[0], readFault)}</p>
          {factsReadAt !== null && (
            <p>{t.rich("facts.stale", { when: () => <Time value={factsReadAt} style="exact" /> })}</p>
          )}
        </Callout>
      )}
      {factsFresh && <p className="text-13 text-ink-3">{t("facts.fresh")}</p>}
    </div>
  );
}

async function ReviewPicture({ review }: { review: Review }) {
  if (review.rulesets === null) return null;
  const [t, drawing] = await Promise.all([getTranslations("review"), getTranslations("drawing")]);
  const { networks, services } = review.policy;
  return (
    <Section title={t("picture")}>
      <div className="rounded-3 border bg-raised p-4">
        <RulesetDrawing
          drawing={drawRulesets(review.rulesets, {
            networks,
            services,
            panelAddress: review.facts?.connection?.panelAddress ?? null,
            users: review.facts?.users ?? {},
          })}
          t={drawing}
          name={review.hostName}
          hrefOf={(rule) => `/hosts/${review.hostId}/edit/services#rule-${rule}`}
        />
      </div>
    </Section>
  );
}
