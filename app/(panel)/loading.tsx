import { Skeleton } from "@/components/ui/skeleton";
import { getTranslations } from "@/lib/server/i18n/get-translations";

/** Only seen when a page takes longer than 300 ms. */
export default async function PanelLoading() {
  const t = await getTranslations("errors");
  return (
    <div role="status">
      <span className="sr-only">{t("page.loading")}</span>
      <Skeleton className="mb-6 h-9 w-64" />
      <Skeleton className="h-64 w-full" />
    </div>
  );
}
