import { useTranslations } from "use-intl";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";

/** Untyped look: the keys are names of services. */
type Texts = { (key: string): string; has(key: string): boolean };

/** The notes that come with the panel, and the keys of their translations. */
const keyOf = new Map([
  ...serviceCatalogue.map(({ note, name }) => [note, name] as const),
  ["on the practice internet", "practice"] as const,
]);

/** An object's note: one that came with the panel in the reader's language, one of somebody's own as it was written. */
export function useNoteText(): (note: string) => string {
  const t = useTranslations("objects.note") as unknown as Texts;
  return (note) => {
    const key = keyOf.get(note);
    return note !== "" && key !== undefined && t.has(key) ? t(key) : note;
  };
}
