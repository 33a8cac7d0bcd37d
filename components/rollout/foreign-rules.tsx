import type { ReactNode } from "react";
import { Callout } from "@/components/ui/callout";
import { CommandText } from "@/components/ui/command-text";
import { FamilyMarks } from "@/components/ui/family-marks";
import type { ForeignRule } from "@/lib/server/services/review/review-view";

/** Rules of others that stand below our jump and would no longer be asked. */
export function ForeignRules({
  rules,
  title,
  children,
}: {
  rules: readonly ForeignRule[];
  title: ReactNode;
  children: ReactNode;
}) {
  return (
    <Callout kind="warning" title={title}>
      <p>{children}</p>
      <ul className="mt-2 flex flex-col gap-1">
        {rules.map((rule) => (
          <li key={`${rule.family} ${rule.line} ${rule.text}`} className="flex items-baseline gap-2">
            <FamilyMarks families={[rule.family]} />
            <CommandText text={rule.text} className="min-w-0" />
          </li>
        ))}
      </ul>
    </Callout>
  );
}
