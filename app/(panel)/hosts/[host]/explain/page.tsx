import type { Metadata } from "next";
import { InspectAgain } from "@/components/host/inspect-again";
import { AnswerBox } from "@/components/simulator/answer-box";
import { ExampleList } from "@/components/simulator/example-list";
import { packetWords } from "@/components/simulator/explain-words";
import { FollowAnswer } from "@/components/simulator/follow-answer";
import { MissingNote } from "@/components/simulator/missing-note";
import { PacketFacts } from "@/components/simulator/packet-facts";
import { PacketForm } from "@/components/simulator/packet-form";
import { PathView } from "@/components/simulator/path-view";
import { RulesAge } from "@/components/simulator/rules-age";
import { RulesTabs } from "@/components/simulator/rules-tabs";
import { Callout } from "@/components/ui/callout";
import { Disclosure } from "@/components/ui/disclosure";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { readRequestSettings } from "@/lib/server/i18n/request-settings";
import { readExplanationOr404 } from "./read-explanation-or-404";

type ExplainPageProps = {
  params: Promise<{ host: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params, searchParams }: ExplainPageProps): Promise<Metadata> {
  const t = await getTranslations("explain");
  const { hostName, packet, answer } = await readExplanationOr404((await params).host, await searchParams);
  if (packet === null || answer === null) return { title: `${t("title")} · ${hostName}` };
  const verdict = t(`answer.verdict.${answer.verdict}`);
  return { title: `${t("titleAsked", { verdict, packet: packetWords(packet) })} · ${hostName}` };
}

/** What happens to one packet, and why. The whole question stands in the address. */
export default async function ExplainPage({ params, searchParams }: ExplainPageProps) {
  const [t, { locale }] = await Promise.all([getTranslations("explain"), readRequestSettings()]);
  const explanation = await readExplanationOr404((await params).host, await searchParams);
  const { hostId, question, asked, faults, packet, answer, rules, examples, inspectedAt } = explanation;
  const missing = rules.find(({ name }) => name === question.rules)?.missing ?? null;
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead", { host: explanation.hostName })} />
      <div className="grid items-start gap-x-8 gap-y-6 lg:grid-cols-[19rem_minmax(0,1fr)]">
        <div data-print="hide" className="rounded-3 border bg-raised p-4 lg:sticky lg:top-6">
          <PacketForm
            hostId={hostId}
            question={question}
            faults={faults}
            offers={explanation.offers}
            own={explanation.own}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-8">
          <section id="answer" aria-labelledby="answer-title" className="flex min-w-0 flex-col gap-3">
            <h2 id="answer-title" className="sr-only">
              {t("answer.title")}
            </h2>
            <FollowAnswer question={JSON.stringify({ ...question, show: "" })} />
            <RulesTabs explanation={{ hostId, question, rules }} />
            <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
              <div className="flex min-w-0 flex-1 basis-72 flex-col gap-3">
                <RulesAge t={t} locale={locale} explanation={explanation} now={new Date()} />
              </div>
              {inspectedAt !== null && (
                <div data-print="hide">
                  <InspectAgain hostId={hostId} inspectedAt={inspectedAt} bare />
                </div>
              )}
            </div>
            {missing !== null && (
              <MissingNote
                t={t}
                explanation={explanation}
                missing={missing}
                inspect={<InspectAgain hostId={hostId} inspectedAt={inspectedAt} />}
              />
            )}
            {faults.length > 0 && (
              <Callout kind="error" title={t("fault.title")}>
                {t("fault.text")}
              </Callout>
            )}
            {answer !== null && (
              <AnswerBox hostId={hostId} answer={answer} listeners={explanation.listeners} />
            )}
            {packet !== null && <PacketFacts packet={packet} />}
          </section>
          {answer !== null && (
            <Section title={t("path.title")} lead={t("path.lead")}>
              <PathView explanation={{ hostId, question }} answer={answer} />
            </Section>
          )}
          <div data-print="hide">
            {asked ? (
              <Disclosure title={t("examples.other")}>
                <ExampleList explanation={{ hostId, question, examples }} />
              </Disclosure>
            ) : (
              <Section title={t("examples.title")} lead={t("examples.lead")}>
                <ExampleList explanation={{ hostId, question, examples }} />
              </Section>
            )}
          </div>
        </div>
      </div>
    </>
  );
}
