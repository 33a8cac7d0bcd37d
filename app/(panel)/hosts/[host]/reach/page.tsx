import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { reachHref } from "@/components/exposure/reach-href";
import { ReachLegend } from "@/components/exposure/reach-legend";
import { ReachList } from "@/components/exposure/reach-list";
import { ReachTable } from "@/components/exposure/reach-table";
import { RulesSwitch } from "@/components/exposure/rules-switch";
import { OutdatedNotice } from "@/components/host/outdated-notice";
import { MeaningComputing } from "@/components/meaning/meaning-computing";
import { buttonClasses } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import type { ReachGrid } from "@/lib/server/services/reach/reach-view";
import { readReach } from "@/lib/server/services/reach/read-reach";
import { readHostOr404 } from "../read-host-or-404";
import { ReachCellView } from "./reach-cell";
import { readReachAddress } from "./search-params";

type ReachPageProps = {
  params: Promise<{ host: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: ReachPageProps): Promise<Metadata> {
  const t = await getTranslations("exposure");
  return { title: `${t("title")} · ${(await readHostOr404((await params).host)).name}` };
}

/** Who can reach what: by the draft, or by the rules that are on the host. */
export default async function ReachPage({ params, searchParams }: ReachPageProps) {
  const host = await readHostOr404((await params).host);
  const [t, address] = [await getTranslations("exposure"), readReachAddress(await searchParams)];
  const rules = address.rules ?? (host.hasDraft ? "draft" : "live");
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t(`lead.${rules}`, { host: host.name })}
        actions={<RulesSwitch t={t} hostId={host.id} rules={rules} />}
      />
      <Suspense key={rules} fallback={<MeaningComputing text={t("computing")} />}>
        <Grid hostId={host.id} rules={rules} />
      </Suspense>
      {address.cell !== null && <ReachCellView hostId={host.id} rules={rules} cell={address.cell} />}
    </>
  );
}

async function Grid({ hostId, rules }: { hostId: string; rules: ReachGrid["rules"] }) {
  const [t, actor] = await Promise.all([getTranslations("exposure"), requireActor()]);
  const grid = await readReach({ actor }, { hostId, rules });
  const { cells, more, factsReadAt, outdated } = grid;
  if (typeof cells === "string") {
    return (
      <Callout
        kind="notice"
        title={t("none.title")}
        actions={
          cells === "no-draft" || cells === "not-compiled" ? (
            <>
              <Link href={`/hosts/${hostId}/edit/role`} className={buttonClasses()}>
                {t(cells === "no-draft" ? "none.start" : "none.mend")}
              </Link>
              <Link href={reachHref(hostId, { rules: "live", cell: null })} className={buttonClasses()}>
                {t("none.see")}
              </Link>
            </>
          ) : null
        }
      >
        {t(`none.${cells}`)}
      </Callout>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <OutdatedNotice outdated={outdated} />
      <div className="hidden sm:block">
        <ReachTable grid={grid} cells={cells} />
      </div>
      <div className="sm:hidden">
        <ReachList grid={grid} cells={cells} />
      </div>
      <div className="flex flex-col gap-1 text-13 text-ink-3">
        <p>{t("hint")}</p>
        {more.sources > 0 && <p>{t("more.sources", { count: more.sources })}</p>}
        {more.services > 0 && <p>{t("more.services", { count: more.services })}</p>}
        {factsReadAt !== null && (
          <p>{t.rich("readAt", { when: () => <Time value={factsReadAt} style="exact" /> })}</p>
        )}
        <ReachLegend t={t} />
      </div>
    </div>
  );
}
