import Link from "next/link";
import { buttonClasses } from "@/components/ui/button";
import { getTranslations } from "@/lib/server/i18n/get-translations";

export default async function NotFound() {
  const t = await getTranslations("errors");
  return (
    <main className="mx-auto flex min-h-[60dvh] max-w-md flex-col items-start justify-center gap-3 px-5">
      <h1 className="font-semibold text-20">{t("page.notFound.title")}</h1>
      <p className="text-14 text-ink-2">{t("page.notFound.text")}</p>
      <Link href="/" className={buttonClasses()}>
        {t("page.notFound.home")}
      </Link>
    </main>
  );
}
