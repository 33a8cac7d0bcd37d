import Link from "next/link";
import { buttonClasses } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { getTranslations } from "@/lib/server/i18n/get-translations";

export default async function PanelNotFound() {
  const t = await getTranslations("errors");
  return (
    <>
      <PageHeader title={t("page.notFound.title")} lead={t("page.notFound.text")} />
      <Link href="/" className={buttonClasses()}>
        {t("page.notFound.home")}
      </Link>
    </>
  );
}
