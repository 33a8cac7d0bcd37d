import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Door } from "@/components/account/door";
import { SetupForm } from "@/components/account/setup-form";
import { Callout } from "@/components/ui/callout";
import { shortestPassword } from "@/lib/server/auth/auth";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { readSetup } from "@/lib/server/services/setup/read-setup";
import { createOwnerAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("setup"))("title") };
}

type SetupPageProps = { searchParams: Promise<{ token?: string | string[] }> };

/** The first visit: who owns this panel. Over as soon as there is an owner. */
export default async function SetupPage({ searchParams }: SetupPageProps) {
  const { token } = await searchParams;
  const given = typeof token === "string" && token !== "" ? token : undefined;
  const { needed, linkGood } = await readSetup(given);
  if (!needed) redirect("/sign-in");
  const t = await getTranslations("setup");
  return (
    <Door title={t("title")} lead={t("lead")}>
      {given && linkGood ? (
        <SetupForm token={given} shortestPassword={shortestPassword} createOwner={createOwnerAction} />
      ) : (
        <Callout kind={given ? "warning" : "notice"} title={t(given ? "badLink.title" : "noToken.title")}>
          {t(given ? "badLink.text" : "noToken.text")}
        </Callout>
      )}
    </Door>
  );
}
