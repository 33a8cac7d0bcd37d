import type { Metadata } from "next";
import Link from "next/link";
import { DrillSection } from "@/components/drill/drill-section";
import { countLive } from "@/components/host/count-rules";
import { HostActions } from "@/components/host/host-actions";
import { HostFindings } from "@/components/host/host-findings";
import { InspectAgain } from "@/components/host/inspect-again";
import { ListenersTable } from "@/components/host/listeners-table";
import { ManagersDecision } from "@/components/host/managers-decision";
import { PendingBanner } from "@/components/host/pending-banner";
import { PolicyRules } from "@/components/host/policy-rules";
import { PracticePanel } from "@/components/host/practice-panel";
import { probeTargets } from "@/components/host/probe-targets";
import { QuestionLinks } from "@/components/host/question-links";
import { Suggestions } from "@/components/host/suggestions";
import { LastStart } from "@/components/rehearsal/last-start";
import { ObservingNotice } from "@/components/tighten/observing-notice";
import { buttonClasses } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { ProblemList } from "@/components/ui/problem-list";
import { Section } from "@/components/ui/section";
import { isDrillDue } from "@/lib/core/drill/due";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { probePracticeAction, restartPracticeAction } from "../../practice-actions";
import {
  acceptManagersAction,
  archiveHostAction,
  compareHostKeyAction,
  pinHostKeyAction,
  rehearseStartAction,
  renameHostAction,
  startDrillAction,
} from "./actions";
import { ConfirmedDrawing } from "./confirmed-drawing";
import { GuestEntry } from "./guest-entry";
import { LiveStanding } from "./live-standing";
import { readHostOr404 } from "./read-host-or-404";
import { readSuggestions } from "./read-suggestions";
import { Rehearsed } from "./rehearsed";

type HostPageProps = { params: Promise<{ host: string }> };

export async function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return { title: (await readHostOr404((await params).host)).name };
}

/** Whatever a component of the browser gets is sent with the page. */
function withoutRules({ live: _live, ...rest }: HostFacts): Omit<HostFacts, "live"> {
  return rest;
}

export default async function HostPage({ params }: HostPageProps) {
  const host = await readHostOr404((await params).host);
  const [t, adopt, suggestions] = await Promise.all([
    getTranslations("hosts"),
    getTranslations("adopt"),
    readSuggestions(host),
  ]);
  const { facts, confirmed } = host;
  const live = countLive(facts?.live ?? { ipv4: null, ipv6: null });
  const others = live.ipv4.foreign + live.ipv6.foreign;
  return (
    <>
      <PageHeader
        title={host.name}
        lead={
          host.kind === "practice"
            ? t("practice.lead")
            : t("lead", { user: host.user, address: host.address, port: host.port })
        }
        actions={
          <HostActions
            host={{
              id: host.id,
              name: host.name,
              kind: host.kind,
              hasDraft: host.hasDraft,
              draftChanged: host.draftChanged,
              confirmed,
            }}
            verbs={{
              rename: renameHostAction,
              archive: archiveHostAction,
              compareHostKey: compareHostKeyAction,
              pinHostKey: pinHostKeyAction,
            }}
          />
        }
      />
      {host.pending && <PendingBanner hostId={host.id} pending={host.pending} />}
      <div className="flex flex-col gap-10">
        {confirmed && <ObservingNotice policy={confirmed.policy} when="now" />}
        {confirmed && host.archivedAt === null && (
          <LiveStanding hostId={host.id} confirmedId={confirmed.applyId} busy={host.pending !== null} />
        )}
        {facts && (
          <ManagersDecision
            hostId={host.id}
            managers={facts.managers}
            accepted={host.acceptedManagers}
            acceptManagers={acceptManagersAction}
          />
        )}
        {facts && <LastStart facts={facts} />}
        {host.problems.length > 0 && (
          <Section title={t("problems")}>
            <div className="rounded-3 border bg-raised px-3">
              <ProblemList problems={host.problems} />
            </div>
          </Section>
        )}
        {confirmed ? (
          <>
            <Section title={t("drawing.title")} lead={t("drawing.lead", { number: confirmed.number })}>
              <ConfirmedDrawing name={host.name} policy={confirmed.policy} facts={facts} />
            </Section>
            {facts && <QuestionLinks t={t} hostId={host.id} />}
            {host.archivedAt === null && (
              <DrillSection
                host={{
                  id: host.id,
                  rollbackProvenAt: host.rollbackProvenAt,
                  lastDrill: host.lastDrill,
                  pending: host.pending,
                }}
                due={isDrillDue(host.rollbackProvenAt, new Date())}
                start={startDrillAction.bind(null, host.id)}
              />
            )}
            {host.archivedAt === null && (
              <Rehearsed
                hostId={host.id}
                busy={host.pending !== null}
                start={rehearseStartAction.bind(null, host.id)}
              />
            )}
            <Section
              title={t("rules.title")}
              lead={t("rules.lead", { number: confirmed.number })}
              actions={host.hasDraft && host.archivedAt === null && <GuestEntry hostId={host.id} />}
            >
              <PolicyRules policy={confirmed.policy} />
            </Section>
          </>
        ) : (
          <EmptyState
            title={t("noRules.title")}
            actions={
              others > 0 && (
                <Link href={`/hosts/${host.id}/import`} className={buttonClasses()}>
                  {adopt("entry.look")}
                </Link>
              )
            }
          >
            {others > 0 ? adopt("entry.there", { count: others }) : t("noRules.text")}
          </EmptyState>
        )}
        {!confirmed && facts && others > 0 && <QuestionLinks t={t} hostId={host.id} />}
        {suggestions.length > 0 && (
          <Section title={t("suggestion.title")} lead={t("suggestion.lead")}>
            <div className="rounded-3 border bg-raised px-3">
              <Suggestions hostId={host.id} suggestions={suggestions} />
            </div>
          </Section>
        )}
        {host.kind === "practice" && (
          <Section title={t("probe.title")} lead={t("probe.lead")}>
            <PracticePanel
              hostId={host.id}
              name={host.name}
              targets={probeTargets(facts)}
              verbs={{ restart: restartPracticeAction, probe: probePracticeAction }}
            />
          </Section>
        )}
        <Section
          title={t("findings.title")}
          actions={<InspectAgain hostId={host.id} inspectedAt={host.inspectedAt} />}
        >
          {facts && (
            <div className="grid gap-6 lg:grid-cols-2">
              <HostFindings facts={withoutRules(facts)} live={live} />
              <ListenersTable listeners={facts.listeners} />
            </div>
          )}
        </Section>
      </div>
    </>
  );
}
