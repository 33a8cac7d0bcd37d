import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { Suspense } from "react";
import { AccountGroups } from "@/components/adopt/account-groups";
import { ImportWays } from "@/components/adopt/import-ways";
import { toldAccount, toldStands } from "@/components/adopt/told-account";
import type { ToldWay } from "@/components/adopt/way-panel";
import { WaySum } from "@/components/adopt/way-sum";
import { InspectAgain } from "@/components/host/inspect-again";
import { buttonClasses } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import type { ImportChoice } from "@/lib/core/adopt/plan";
import { mostRules } from "@/lib/core/policy/schema";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { readAdoption } from "@/lib/server/services/adopt/read-adoption";
import { readWayMeaning } from "@/lib/server/services/adopt/read-way-meaning";
import type { MeaningView } from "@/lib/server/services/meaning/meaning-view";
import { readHostOr404 } from "../read-host-or-404";
import { ToldMeaning } from "../told-meaning";
import { writeDraftAction } from "./actions";
import { readImportSearch } from "./search-params";

type ImportPageProps = {
  params: Promise<{ host: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: ImportPageProps): Promise<Metadata> {
  const t = await getTranslations("adopt");
  return { title: `${t("title")} · ${(await readHostOr404((await params).host)).name}` };
}

/** What is on the host already, what it would become, and the three ways on. */
export default async function ImportPage({ params, searchParams }: ImportPageProps) {
  const host = await readHostOr404((await params).host);
  const { choice, role, ipv6 } = readImportSearch(await searchParams);
  const [t, actor] = await Promise.all([getTranslations("adopt"), requireActor()]);
  const keepForgotten = ipv6 === "keep";
  const view = await readAdoption({ actor }, { hostId: host.id, role, keepForgotten });
  const { found } = view;
  if (found.state === "nothing") redirect(`/hosts/${host.id}/edit/role`);
  if (found.state === "not-inspected") {
    return (
      <EmptyState
        title={t("notInspected.title")}
        actions={
          <Link href={`/hosts/${host.id}`} className={buttonClasses({ variant: "primary" })}>
            {t("notInspected.action")}
          </Link>
        }
      >
        {t("notInspected.text")}
      </EmptyState>
    );
  }
  if (found.state === "unreadable") {
    return (
      <EmptyState
        title={t("unreadable.title", { family: found.family })}
        actions={
          <Link href={`/hosts/${host.id}/edit/role`} className={buttonClasses({ variant: "primary" })}>
            {t("unreadable.action")}
          </Link>
        }
      >
        <p>{t("unreadable.text")}</p>
        <p className="mt-2 font-mono text-12">{found.problem.text}</p>
      </EmptyState>
    );
  }
  if (found.state === "no-answer") {
    return (
      <EmptyState
        title={t("noAnswer.title")}
        actions={
          <Link href={`/hosts/${host.id}/edit/role`} className={buttonClasses({ variant: "primary" })}>
            {t("noAnswer.action")}
          </Link>
        }
      >
        {t(`noAnswer.${found.why}`)}
      </EmptyState>
    );
  }
  const { account, forgotten, full, ways } = found;
  const ask = (way: ImportChoice) =>
    readWayMeaning({ actor }, { hostId: host.id, role, keepForgotten, choice: way });
  const told = (way: ImportChoice) => {
    // Asked once, told twice.
    const meaning = ask(way);
    return {
      sum: (
        <Suspense fallback={t("ways.computing")}>
          <Sum meaning={meaning} />
        </Suspense>
      ),
      meaning: <ToldMeaning hostId={host.id} ask={() => meaning} explain={{ before: "live", after: null }} />,
    };
  };
  const way = (of: ImportChoice): ToldWay => {
    const { policy: _policy, stands, ...rest } = ways[of];
    return { ...rest, stands: toldStands(account, stands) };
  };
  const other = new URLSearchParams({ choice, role, ipv6: keepForgotten ? "close" : "keep" });
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead", { host: host.name })}
        actions={<InspectAgain hostId={host.id} inspectedAt={view.readAt} />}
      />
      <div className="flex flex-col gap-8">
        {view.confirmed && <Callout kind="notice">{t("confirmed")}</Callout>}
        {full !== null && (
          <Callout kind={full.lost > 0 ? "error" : "warning"} title={t("full.title")}>
            {full.lost > 0
              ? t("full.lostText", { most: mostRules, lost: full.lost })
              : t("full.text", { most: mostRules, kept: full.kept })}
          </Callout>
        )}
        {forgotten && full === null && (
          <Callout
            kind="warning"
            title={t("forgotten.title")}
            actions={
              <Link href={`/hosts/${host.id}/import?${other}`} className={buttonClasses()} scroll={false}>
                {t(keepForgotten ? "forgotten.close" : "forgotten.keep")}
              </Link>
            }
          >
            {t(keepForgotten ? "forgotten.keptText" : "forgotten.text")}
          </Callout>
        )}
        <Section title={t("found.title")} lead={t("found.lead", { count: account.length })}>
          <AccountGroups account={toldAccount(account, found.said)} policy={ways.adopt.policy} />
        </Section>
        <Section title={t("ways.title")} lead={t("ways.lead")}>
          <ImportWays
            // Another question has other ways; the choice stays in the address.
            key={`${ways.adopt.hash} ${role}`}
            ways={{ adopt: way("adopt"), beside: way("beside"), afresh: way("afresh") }}
            told={{ adopt: told("adopt"), beside: told("beside"), afresh: told("afresh") }}
            full={full !== null}
            start={choice}
            role={role}
            keepForgotten={keepForgotten}
            hasDraft={view.hasDraft}
            write={writeDraftAction.bind(null, host.id)}
          />
        </Section>
      </div>
    </>
  );
}

async function Sum({ meaning }: { meaning: Promise<MeaningView | null> }) {
  return <WaySum t={await getTranslations("adopt")} meaning={await meaning} />;
}
