import type { Metadata } from "next";
import { ChecksTable } from "@/components/checks/checks-table";
import { OwnChecks } from "@/components/checks/own-checks";
import { RunChecks } from "@/components/checks/run-checks";
import { RunList, RunSummary } from "@/components/checks/run-summary";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import type { CheckRunView } from "@/lib/server/services/checks/checks-view";
import { countsOf } from "@/lib/server/services/checks/counts-of";
import { readChecks } from "@/lib/server/services/checks/read-checks";
import { readHostOr404 } from "../read-host-or-404";
import { addOwnCheckAction, removeOwnCheckAction, runChecksAction } from "./actions";

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
        <RunChecks busy={host.pending !== null} run={runChecksAction.bind(null, host.id)} />
        {run === null ? (
          <EmptyState title={t("empty.title")}>
            {t(confirmed ? "empty.text" : "empty.unconfirmed")}
          </EmptyState>
        ) : (
          <>
            <RunSummary hostId={host.id} run={run} counts={countsOf(run.results)} />
            <Places run={run} />
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

/** One table for each place where checks start: the panel, other hosts, the host itself. */
async function Places({ run: { results } }: { run: CheckRunView }) {
  const t = await getTranslations("checks");
  const names = results.flatMap(({ check: { from } }) => (from.kind === "neighbour" ? from.name : []));
  const neighbours = [...new Set(names)].map((name) => ({
    key: `neighbour ${name}`,
    title: t("place.neighbour.title", { name }),
    lead: t("place.neighbour.lead"),
    here: results.filter(({ check: { from } }) => from.kind === "neighbour" && from.name === name),
  }));
  const place = (kind: "panel" | "host") => ({
    key: kind,
    title: t(`place.${kind}.title`),
    lead: t(`place.${kind}.lead`),
    here: results.filter(({ check }) => check.from.kind === kind),
  });
  return [place("panel"), ...neighbours, place("host")].map(({ key, title, lead, here }) =>
    here.length === 0 ? null : (
      <Section key={key} title={title} lead={lead}>
        <ChecksTable label={title} results={here} />
      </Section>
    ),
  );
}
