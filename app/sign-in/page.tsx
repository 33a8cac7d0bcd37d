import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { connection } from "next/server";
import { Door } from "@/components/account/door";
import { SignInForm } from "@/components/account/sign-in-form";
import { currentActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import { readSetup } from "@/lib/server/services/setup/read-setup";
import { signInAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("setup"))("signIn.title") };
}

export default async function SignInPage() {
  await connection();
  if ((await readSetup()).needed) redirect("/setup");
  if (await currentActor()) redirect("/");
  const t = await getTranslations("setup");
  return (
    <Door title={t("signIn.title")} lead={t("signIn.lead")}>
      <SignInForm signIn={signInAction} />
    </Door>
  );
}
