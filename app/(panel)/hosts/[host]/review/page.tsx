import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { AdminNetworks } from "@/components/assertion/admin-networks";
import { ReviewAssertions } from "@/components/assertion/review-assertions";
import { ChangeList } from "@/components/diff/change-list";
import { drawRulesets } from "@/components/drawing/drawing-model";
import { RulesetDrawing } from "@/components/drawing/ruleset-drawing";
import { reachHref } from "@/components/exposure/reach-href";
import { ManagersDecision } from "@/components/host/managers-decision";
import { PolicyWords } from "@/components/meaning/policy-words";
import { ApplyForm } from "@/components/rollout/apply-form";
import { byFamily } from "@/components/rollout/family-rules";
import { ForeignRules } from "@/components/rollout/foreign-rules";
import { LockoutVerdict } from "@/components/rollout/lockout-verdict";
import { ReviewProblems } from "@/components/rollout/review-problems";
import { FoldedTexts } from "@/components/rollout/review-texts";
import { AskLink } from "@/components/simulator/ask-link";
import { explainHref } from "@/components/simulator/explain-href";
import { ObservingNotice } from "@/components/tighten/observing-notice";
import { buttonClasses } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { findingText } from "@/lib/client/finding-text";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { readDraftMeaning } from "@/lib/server/services/meaning/read-draft-meaning";
import { readReview } from "@/lib/server/services/review/read-review";
import type { Review } from "@/lib/server/services/review/review-view";
import { acceptManagersAction } from "../actions";
import { readDraftOrNull } from "../edit/read-draft-or-null";
import { readHostOr404 } from "../read-host-or-404";
import { ToldMeaning } from "../told-meaning";
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
  const [t, explain, meaning, assertion, exposure] = await Promise.all([
    getTranslations("review"),
    getTranslations("explain"),
    getTranslations("meaning"),
    getTranslations("assertion"),
    getTranslations("exposure"),
  ]);
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
        lead={
          <>
            {t("lead", { host: host.name })}
            {review.factsFresh && <span className="text-ink-3"> {t("facts.fresh")}</span>}
          </>
        }
        actions={
          <Link href={`/hosts/${host.id}/edit/role`} className={buttonClasses()}>
            <ArrowLeft aria-hidden /> {t("edit")}
          </Link>
        }
      />
      <div className="flex flex-col gap-8">
        <ReviewState review={review} />
        <ObservingNotice policy={review.policy} when="then" />
        <ReviewChanges review={review} />
        {review.lockout !== null && (
          <Section title={t("lockout.title")}>
            <LockoutVerdict
              lockout={review.lockout}
              panelAddress={review.facts?.connection?.panelAddress ?? null}
            />
            <AdminNetworks hostId={host.id} admins={review.admins} />
            <div className="flex flex-wrap gap-x-5">
              <AskLink href={explainHref(host.id, { rules: "draft" })} text={explain("link.draft")} />
              <AskLink
                href={reachHref(host.id, { rules: "draft", cell: null })}
                text={exposure("link.draft")}
              />
            </div>
          </Section>
        )}
        {(review.policy.assertions ?? []).length > 0 && review.rulesets !== null && (
          <Section
            title={assertion("title")}
            lead={assertion("review.lead")}
            actions={
              <Link href={`/hosts/${host.id}/edit/protections#assertions`} className="text-13 text-accent">
                {assertion("review.edit")}
              </Link>
            }
          >
            <ReviewAssertions hostId={host.id} assertions={review.assertions} />
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
          <ForeignRules
            rules={byFamily(review.foreignRules)}
            count={review.foreignRules.length}
            href={`/api/hosts/${host.id}/foreign`}
            title={t("foreign.title")}
          >
            {t("foreign.text")}
          </ForeignRules>
        )}
        <ReviewPicture review={review} />
        {review.restore4 !== null && (
          <Section title={t("texts")}>
            <FoldedTexts
              title={meaning("texts")}
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
              anywayFor={review.needsAnyway ? review.anywayFor : []}
              apply={startRolloutAction.bind(null, host.id)}
            />
          </Section>
        )}
      </div>
    </>
  );
}

/** What is in the way of any apply: another one, or a host that cannot be read. */
async function ReviewState({ review }: { review: Review }) {
  const [t, errors] = await Promise.all([getTranslations("review"), getTranslations("errors")]);
  const { pending, readFault, factsReadAt } = review;
  if (pending === null && readFault === null) return null;
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
    </div>
  );
}

/** What changes: for packets where there are rules to look at, else in the policy's words alone. */
async function ReviewChanges({ review }: { review: Review }) {
  const [t, meaning, actor] = await Promise.all([
    getTranslations("review"),
    getTranslations("meaning"),
    requireActor(),
  ]);
  const { changes, firstApply, hostId } = review;
  const since = t(firstApply ? "changes.first" : "changes.since");
  if (review.rulesets === null) {
    return (
      <Section title={t("changes.title")} lead={since}>
        {changes.length === 0 ? (
          <p className="text-14">{t("changes.none")}</p>
        ) : (
          <div className="rounded-3 border bg-raised px-3">
            <ChangeList changes={changes} />
          </div>
        )}
      </Section>
    );
  }
  return (
    <Section title={meaning("title")} lead={meaning("lead.draft")}>
      <ToldMeaning
        hostId={hostId}
        ask={() => readDraftMeaning({ actor }, review)}
        explain={{ before: "live", after: "draft" }}
      />
      <PolicyWords t={meaning} changes={changes} lead={changes.length === 0 ? t("changes.none") : since} />
    </Section>
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
