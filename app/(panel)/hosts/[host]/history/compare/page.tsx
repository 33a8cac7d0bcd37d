import type { Metadata } from "next";
import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import { ChangeList } from "@/components/diff/change-list";
import { TextDiff } from "@/components/diff/text-diff";
import { PhaseWord } from "@/components/host/phase-word";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import type { ApplyDetail } from "@/lib/server/services/apply/apply-view";
import { compareApplies } from "@/lib/server/services/apply/compare-applies";
import { compareMeaning } from "@/lib/server/services/meaning/compare-meaning";
import { isServiceError } from "@/lib/server/services/service-error";
import { ToldMeaning } from "../../told-meaning";

type ComparePageProps = {
  params: Promise<{ host: string }>;
  searchParams: Promise<{ left?: string | string[]; right?: string | string[] }>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("history"))("title") };
}

async function compare(left: string, right: string) {
  const actor = await requireActor();
  try {
    return await compareApplies({ actor }, { left, right });
  } catch (error) {
    if (isServiceError(error) && (error.status === 404 || error.code === "other-host")) notFound();
    throw error;
  }
}

/** Two applies of one host side by side: in words, then as text. */
export default async function ComparePage({ params, searchParams }: ComparePageProps) {
  const { host } = await params;
  const query = await searchParams;
  if (typeof query.left !== "string" || typeof query.right !== "string") redirect(`/hosts/${host}/history`);
  const { left, right, changes } = await compare(query.left, query.right);
  if (left.hostId !== host) notFound();
  const [t, meaning, actor] = await Promise.all([
    getTranslations("history"),
    getTranslations("meaning"),
    requireActor(),
  ]);
  const held = [right, left].find(({ liveBefore }) => liveBefore !== null);
  const numbers = { left: left.number, right: right.number };
  return (
    <>
      <PageHeader title={t("compareTitle", numbers)} lead={t("compareLead")} />
      <div className="flex flex-col gap-8">
        <ul className="grid gap-3 sm:grid-cols-2">
          <Side apply={left} label={t("apply", { number: left.number })} />
          <Side apply={right} label={t("apply", { number: right.number })} />
        </ul>
        <Section
          title={meaning("title")}
          lead={held !== undefined && meaning("lead.compare", { number: held.number })}
        >
          <ToldMeaning
            hostId={host}
            ask={() => compareMeaning({ actor }, { left: left.id, right: right.id })}
            explain={{ before: null, after: null }}
          />
        </Section>
        <Section title={t("words")}>
          {changes.length === 0 ? (
            <p className="text-14">{t("same")}</p>
          ) : (
            <div className="rounded-3 border bg-raised px-3">
              <ChangeList changes={changes} />
            </div>
          )}
        </Section>
        <Section title={t("texts")}>
          <div className="flex flex-col gap-4">
            <TextDiff label={t("ipv4", numbers)} left={left.rules4} right={right.rules4} />
            {(left.rules6 !== null || right.rules6 !== null) && (
              <TextDiff label={t("ipv6", numbers)} left={left.rules6 ?? ""} right={right.rules6 ?? ""} />
            )}
          </div>
        </Section>
      </div>
    </>
  );
}

function Side({ apply, label }: { apply: ApplyDetail; label: string }) {
  return (
    <li className="rounded-3 border bg-raised px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3">
        <Link
          href={`/hosts/${apply.hostId}/applies/${apply.id}`}
          className="font-medium text-accent hover:underline"
        >
          {label}
        </Link>
        <PhaseWord phase={apply.phase} />
      </div>
      <p className="text-13 text-ink-2">
        <Time value={apply.createdAt} style="exact" /> · {apply.createdBy}
      </p>
    </li>
  );
}
