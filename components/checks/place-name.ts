import { useTranslations } from "use-intl";
import type { CheckFrom } from "@/lib/core/checks/check";

/** How a place is called in the head of its column. */
export function usePlaceName(): (from: CheckFrom) => string {
  const t = useTranslations("checks.at");
  return (from) => {
    if (from.kind === "neighbour") return from.name;
    return t(from.kind === "vantage" ? from.name : from.kind);
  };
}

/** How a place is called in a sentence. */
export function useFromWords(): (from: CheckFrom) => string {
  const t = useTranslations("checks.fromPlace");
  return (from) => {
    if (from.kind === "neighbour") return t("neighbour", { name: from.name });
    return t(from.kind === "vantage" ? from.name : from.kind);
  };
}
