import type { Metadata } from "next";
import { Suspense } from "react";
import { SocketRows } from "@/components/exposure/socket-rows";
import { StandingNotes } from "@/components/exposure/standing-notes";
import { InspectAgain } from "@/components/host/inspect-again";
import { OutdatedNotice } from "@/components/host/outdated-notice";
import { MeaningComputing } from "@/components/meaning/meaning-computing";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { readExposure } from "@/lib/server/services/exposure/read-exposure";
import { readHostOr404 } from "../read-host-or-404";

type ExposurePageProps = { params: Promise<{ host: string }> };

export async function generateMetadata({ params }: ExposurePageProps): Promise<Metadata> {
  const t = await getTranslations("exposure");
  return { title: `${t("sockets.title")} · ${(await readHostOr404((await params).host)).name}` };
}

/** What listens on a host, who gets to it by the live rules, and past which rules. */
export default async function ExposurePage({ params }: ExposurePageProps) {
  const host = await readHostOr404((await params).host);
  const t = await getTranslations("exposure");
  return (
    <>
      <PageHeader
        title={t("sockets.title")}
        lead={t("sockets.lead", { host: host.name })}
        actions={<InspectAgain hostId={host.id} inspectedAt={host.inspectedAt} />}
      />
      <Suspense fallback={<MeaningComputing text={t("sockets.computing")} />}>
        <Sockets hostId={host.id} />
      </Suspense>
    </>
  );
}

/** In this order: what has to be looked at first comes first. */
const groups = ["around", "reached", "unsure", "nobody", "inside"] as const;

async function Sockets({ hostId }: { hostId: string }) {
  const [exposure, meaning, explain, common, actor] = await Promise.all([
    getTranslations("exposure"),
    getTranslations("meaning"),
    getTranslations("explain"),
    getTranslations("common"),
    requireActor(),
  ]);
  const { outdated, standings, otherTables, rows, lines } = await readExposure({ actor }, { hostId });
  if (typeof rows === "string") {
    return (
      <Callout kind="notice" title={exposure("none.title")}>
        {exposure(`none.${rows}`)}
      </Callout>
    );
  }
  const managed = standings.some(({ standing }) => standing === "ours");
  const texts = { exposure, meaning, explain, common };
  return (
    <div className="flex flex-col gap-8">
      <OutdatedNotice outdated={outdated} />
      <StandingNotes t={exposure} hostId={hostId} standings={standings} otherTables={otherTables} />
      {!managed && outdated === null && <p className="text-13 text-ink-2">{exposure("sockets.unmanaged")}</p>}
      {rows.length === 0 && (
        <EmptyState title={exposure("sockets.empty.title")}>{exposure("sockets.empty.text")}</EmptyState>
      )}
      {groups.map((group) => {
        const own = rows.filter((row) => row.group === group);
        return own.length === 0 ? null : (
          <Section
            key={group}
            title={
              <>
                {exposure(`sockets.group.${group}.title`)}{" "}
                <span className="font-normal text-13 text-ink-3">
                  {exposure("sockets.count", { count: own.length })}
                </span>
              </>
            }
            lead={exposure(`sockets.group.${group}.lead`)}
          >
            <SocketRows texts={texts} hostId={hostId} rows={own} lines={lines} managed={managed} />
          </Section>
        );
      })}
    </div>
  );
}
