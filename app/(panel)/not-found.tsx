import Link from "next/link";
import { buttonClasses } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { getTranslations } from "@/lib/server/i18n/get-translations";

export default async function PanelNotFound() {
  const t = await getTranslations("errors");
  return (
    <EmptyState
      title={t("page.notFound.title")}
      actions={
        <Link href="/" className={buttonClasses()}>
          {t("page.notFound.home")}
        </Link>
      }
    >
      {t("page.notFound.text")}
    </EmptyState>
  );
}
