import { useTranslations } from "use-intl";
import type { BlockedWay } from "@/lib/core/blocked/blocked-entry";
import type { BlockedRule } from "@/lib/server/services/blocked/blocked-view";

/** Says in plain words which rule refused. */
export function useRuleWords(): (rule: BlockedRule, way: BlockedWay) => string {
  const t = useTranslations("blocked.rule");
  const common = useTranslations("common");
  const network = (name: string) =>
    name === "anyone" || name === "panel" ? common(`network.${name}`) : name;
  return ({ kind, name, line, observed }, way) => {
    if (kind === "end" && observed) return t("endObserved");
    if (kind === "end") return t(way === "out" ? "endOut" : "endIn");
    if (line === null) return t("unknown", { name });
    return t("line", {
      who: line.networks.map(network).join(", "),
      what: line.services.map((one) => (one === "all" ? t("everything") : one)).join(", "),
    });
  };
}
