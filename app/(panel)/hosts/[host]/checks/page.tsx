import type { Metadata, Route } from "next";
import { ChecksMatrix } from "@/components/checks/checks-matrix";
import { ChecksTable } from "@/components/checks/checks-table";
import { OwnChecks } from "@/components/checks/own-checks";
import { RunChecks } from "@/components/checks/run-checks";
import { RunList, RunSummary } from "@/components/checks/run-summary";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { mostPorts } from "@/lib/core/checks/check";
import { findsNoNames } from "@/lib/core/checks/looks-up";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import type { CheckRunView } from "@/lib/server/services/checks/checks-view";
import { countsOf } from "@/lib/server/services/checks/counts-of";
import { readChecks } from "@/lib/server/services/checks/read-checks";
import { readHostOr404 } from "../read-host-or-404";
import { addOwnCheckAction, removeOwnCheckAction } from "./actions";

type ChecksPageProps = {
  params: Promise<{ host: string }>;
  searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
};

export async function generateMetadata({ params }: ChecksPageProps): Promise<Metadata> {
  const t = await getTranslations("checks");
  return { title: `${t("title")} · ${(await readHostOr404((await params).host)).name}` };
}

/** What the rules mean to let through and to refuse, beside what real packets met. */
export default async function ChecksPage({ params, searchParams }: ChecksPageProps) {
  const host = await readHostOr404((await params).host);
  const { run: wish } = await searchParams;
  const [t, actor] = await Promise.all([getTranslations("checks"), requireActor()]);
  const runId = typeof wish === "string" ? wish : null;
  const { run, runs, own, confirmed } = await readChecks({ actor }, { hostId: host.id, runId });
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead", { host: host.name })} />
      <div className="flex flex-col gap-8">
        <RunChecks
          hostId={host.id}
          busy={host.pending !== null}
          again={run !== null}
          shownAt={runId === null ? null : (`/hosts/${host.id}/checks` as Route)}
        >
          {run === null && (
            <EmptyState title={t("empty.title")}>
              {t(confirmed ? "empty.text" : "empty.unconfirmed", { ports: mostPorts })}
            </EmptyState>
          )}
        </RunChecks>
        {run !== null && (
          <>
            <RunSummary hostId={host.id} run={run} counts={countsOf(run.results)} />
            <Places hostId={host.id} run={run} />
          </>
        )}
        <Section title={t("own.title")} lead={t("own.lead")}>
          <OwnChecks hostId={host.id} own={own} add={addOwnCheckAction} remove={removeOwnCheckAction} />
        </Section>
        {runs.length > 1 && (
          <Section title={t("runs")}>
            <RunList hostId={host.id} runs={runs} shown={run?.id ?? null} />
          </Section>
        )}
      </div>
    </>
  );
}

/** What comes in from every place at once, and what the host itself meets. */
async function Places({ hostId, run }: { hostId: string; run: CheckRunView }) {
  const { results, sparing, apply, stale } = run;
  const t = await getTranslations("checks");
  const rules = apply?.confirmed && !stale ? "confirmed" : "live";
  const here = results.filter(({ check }) => check.from.kind === "host");
  return (
    <>
      {here.length < results.length && (
        <Section title={t("matrix.title")} lead={t("matrix.lead", { ports: mostPorts })}>
          {sparing && <p className="mb-2 max-w-prose text-13 text-ink-2">{t("matrix.sparing")}</p>}
          <ChecksMatrix hostId={hostId} results={results} rules={rules} />
        </Section>
      )}
      {here.length > 0 && (
        <Section title={t("place.host.title")} lead={t("place.host.lead")}>
          {findsNoNames(here) && (
            <Callout kind="notice" title={t("names.title")} className="mb-3">
              {t("names.text")}
            </Callout>
          )}
          <ChecksTable hostId={hostId} label={t("place.host.title")} results={here} rules={rules} />
        </Section>
      )}
    </>
  );
}
