import type { Metadata } from "next";
import Link from "next/link";
import { KeysTable } from "@/components/settings/keys-table";
import { Preferences } from "@/components/settings/preferences";
import { KeyValue } from "@/components/ui/key-value";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { listKeys } from "@/lib/server/services/key/list-keys";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("title") };
}

export default async function SettingsPage() {
  const actor = await requireActor();
  const [t, keys] = await Promise.all([getTranslations("settings"), listKeys({ actor })]);
  return (
    <>
      <PageHeader title={t("title")} />
      <div className="flex flex-col gap-10">
        <Section title={t("account.title")}>
          <KeyValue
            className="max-w-2xl"
            items={[
              { label: t("account.name"), value: actor.name },
              { label: t("account.permission"), value: t(`permission.${actor.permission}`) },
            ]}
          />
        </Section>
        <Section title={t("browser")} lead={t("browserLead")}>
          <Preferences now={new Date().toISOString()} />
        </Section>
        <Section title={t("keys.title")} lead={t("keys.lead")}>
          {keys.length > 0 ? (
            <KeysTable keys={keys} />
          ) : (
            <p className="text-14 text-ink-2">{t("keys.none")}</p>
          )}
        </Section>
        <Section title={t("glossary")}>
          <Link href="/glossary" className="text-accent hover:underline">
            {t("glossaryLink")}
          </Link>
        </Section>
      </div>
    </>
  );
}
