import { useTranslations } from "use-intl";
import { useDraft } from "./draft-context";

/** Where a rule of this host writes what it logs, as far as that was read of the host. */
export function useLogWords(): string {
  const t = useTranslations("wizard.log");
  const { facts } = useDraft();
  return t(facts?.log ?? "unknown");
}
