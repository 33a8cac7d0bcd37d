import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { glossaryWords } from "./glossary-words";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("glossary"))("title") };
}

/** The words of the panel, one meaning each. Every entry can be linked to. */
export default async function GlossaryPage() {
  await requireActor();
  const t = await getTranslations("glossary");
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <dl className="max-w-3xl">
        {glossaryWords.map((word) => (
          <div
            key={word}
            id={word}
            className="grid gap-x-6 gap-y-0.5 border-b py-3 target:bg-accent-soft sm:grid-cols-[11rem_1fr]"
          >
            <dt className="font-semibold text-14">{t(`words.${word}.word`)}</dt>
            <dd className="max-w-prose text-14 text-ink-2">{t(`words.${word}.meaning`)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
