import { cn } from "@/lib/client/class-names";
import type { RuleView } from "@/lib/server/services/explain/explain-view";
import { CommandText } from "../ui/command-text";
import { conditionWords, type ExplainTranslator, targetWords } from "./explain-words";

type RuleWordsProps = { t: ExplainTranslator; rule: RuleView; strong?: boolean };

/** One rule: in words, then as iptables prints it. */
export function RuleWords({ t, rule, strong = false }: RuleWordsProps) {
  return (
    <>
      <p className={cn("text-13", strong && "font-medium")}>
        {t("words", { conditions: conditionWords(t, rule), target: targetWords(t, rule) })}
      </p>
      <CommandText text={rule.text} className="block text-ink-2" />
    </>
  );
}
