import type { Metadata } from "next";
import { ChangeList } from "@/components/diff/change-list";
import { PolicyWords } from "@/components/meaning/policy-words";
import { ApplyTexts } from "@/components/rollout/apply-texts";
import { ApplyView } from "@/components/rollout/apply-view";
import { RescueCard, RescueFold } from "@/components/rollout/rescue-card";
import { RevertButton } from "@/components/rollout/revert-button";
import { AskLink } from "@/components/simulator/ask-link";
import { explainHref } from "@/components/simulator/explain-href";
import { ObservingNotice } from "@/components/tighten/observing-notice";
import { Section } from "@/components/ui/section";
import { finalPhases } from "@/lib/core/rollout/phase";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import type { ApplyDetail, ApplyProgress } from "@/lib/server/services/apply/apply-view";
import type { HostDetail } from "@/lib/server/services/host/host-view";
import { readApplyMeaning } from "@/lib/server/services/meaning/read-apply-meaning";
import { ConfirmedDrawing } from "../../confirmed-drawing";
import { readHostOr404 } from "../../read-host-or-404";
import { ToldMeaning } from "../../told-meaning";
import { askAgainAction, keepAction, revertAction, rollBackAction } from "./actions";
import { ApplyChecksSection } from "./apply-checks-section";
import { OpenFlows } from "./open-flows";
import { readApplyOr404 } from "./read-apply-or-404";

type ApplyPageProps = { params: Promise<{ host: string; apply: string }> };

export async function generateMetadata({ params }: ApplyPageProps): Promise<Metadata> {
  const { host, apply } = await params;
  const { number, hostName, drill, leave } = await readApplyOr404(host, apply);
  return { title: `${await titleOf(number, drill !== null, leave)} · ${hostName}` };
}

async function titleOf(number: number, drill: boolean, leave: boolean): Promise<string> {
  if (drill) return (await getTranslations("drill"))("name", { number });
  if (leave) return (await getTranslations("leave"))("name", { number });
  return (await getTranslations("apply"))("title", { number });
}

/** What moves, without what only the server needs. */
function progressOf(detail: ApplyDetail): ApplyProgress {
  const {
    hostKind: _kind,
    revisionId: _revision,
    policy: _policy,
    rules4: _rules4,
    rules6: _rules6,
    hash: _hash,
    source: _source,
    liveBefore: _before,
    liveAfter: _after,
    ...progress
  } = detail;
  return progress;
}

/** One apply, while it runs and for ever after. */
export default async function ApplyPage({ params }: ApplyPageProps) {
  const { host: hostId, apply: applyId } = await params;
  const [host, apply, t, checks] = await Promise.all([
    readHostOr404(hostId),
    readApplyOr404(hostId, applyId),
    getTranslations("apply"),
    getTranslations("checks"),
  ]);
  const over = finalPhases.has(apply.phase);
  // Only what was confirmed has changed anything that lasts.
  const rescueAbove = host.archivedAt === null && (!over || apply.phase === "rollback_failed");
  const inForce = host.confirmed?.applyId === applyId && host.pending === null && host.archivedAt === null;
  const tried = over && apply.phase !== "confirmed";
  return (
    <>
      <ApplyView
        key={apply.id}
        initial={progressOf(apply)}
        keep={keepAction.bind(null, hostId, applyId)}
        rollBack={rollBackAction.bind(null, hostId, applyId)}
        askAgain={askAgainAction.bind(null, hostId, applyId)}
        observing={
          apply.drill === null && !apply.leave && <ObservingNotice policy={apply.policy} when="apply" />
        }
        rescue={rescueAbove && <RescueFold t={t} open={apply.phase === "rollback_failed"} />}
      />
      <div className="mt-8 flex flex-col gap-8">
        <div className="text-13 text-ink-2">
          {apply.source !== null && (
            <p>
              {t("source")} <code className="font-mono">{apply.source.address}</code>
            </p>
          )}
          {apply.anyway && <p>{t("anyway")}</p>}
          {apply.requireChecks && <p>{checks("required.note")}</p>}
        </div>
        {apply.leave && <ApplyChanges apply={apply} tried={tried} confirmed={false} />}
        {apply.drill === null && !apply.leave && <Lasting apply={apply} host={host} tried={tried} />}
        {over && apply.drill === null && !apply.leave && (
          <ApplyChecksSection hostId={hostId} applyId={applyId} inForce={inForce} />
        )}
        {apply.phase === "confirmed" && !apply.leave && host.archivedAt === null && (
          <OpenFlows hostId={hostId} applyId={applyId} inForce={inForce} />
        )}

        <Section title={t("texts")}>
          <ApplyTexts
            rules4={apply.rules4}
            rules6={apply.rules6}
            before={apply.liveBefore && `/api/applies/${apply.id}/live?when=before`}
            after={apply.liveAfter && `/api/applies/${apply.id}/live?when=after`}
            policy={JSON.stringify(apply.policy, null, 2)}
          />
        </Section>
        {host.archivedAt === null && !rescueAbove && <RescueCard t={t} />}
        {over && apply.drill === null && !apply.leave && host.archivedAt === null && (
          <RevertButton revert={revertAction.bind(null, hostId, applyId)} />
        )}
      </div>
    </>
  );
}

type LastingProps = { apply: ApplyDetail; host: HostDetail; tried: boolean };

/** What an apply changes for good: in meaning, and as a picture. */
async function Lasting({ apply, host, tried }: LastingProps) {
  const [t, explain] = await Promise.all([getTranslations("apply"), getTranslations("explain")]);
  const confirmed = host.confirmed?.applyId === apply.id;
  return (
    <>
      <ApplyChanges apply={apply} tried={tried} confirmed={confirmed} />
      <Section title={t(tried ? "pictureTried" : "picture")}>
        <div className="rounded-3 border bg-raised p-4">
          <ConfirmedDrawing name={apply.hostName} policy={apply.policy} facts={host.facts} />
        </div>
        {host.archivedAt === null && (
          <AskLink
            href={explainHref(host.id, { rules: confirmed ? "confirmed" : "live" })}
            text={explain("link.confirmed")}
          />
        )}
      </Section>
    </>
  );
}

type ApplyChangesProps = { apply: ApplyDetail; tried: boolean; confirmed: boolean };

/** What it changed: for packets, once what the host held before is on record; else in the policy's words alone. */
async function ApplyChanges({ apply, tried, confirmed }: ApplyChangesProps) {
  const [t, meaning, actor] = await Promise.all([
    getTranslations("apply"),
    getTranslations("meaning"),
    requireActor(),
  ]);
  const { id, hostId, changes, liveBefore } = apply;
  const title = t(tried ? "changesTried" : "changes");
  if (liveBefore === null) {
    return (
      <Section title={title}>
        <div className="rounded-3 border bg-raised px-3">
          <ChangeList changes={changes} />
        </div>
      </Section>
    );
  }
  return (
    <Section title={title} lead={meaning("lead.apply")}>
      <ToldMeaning
        hostId={hostId}
        ask={() => readApplyMeaning({ actor }, { applyId: id })}
        explain={{ before: null, after: confirmed ? "confirmed" : null }}
      />
      {/* What leaves a host is its policy as a whole. */}
      {!apply.leave && <PolicyWords t={meaning} changes={changes} />}
    </Section>
  );
}
