"use client";

import { ChevronRight, Lock } from "lucide-react";
import { useRef } from "react";
import { useTranslations } from "use-intl";
import { renderRule } from "@/lib/core/iptables/render-rule";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Rule, Ruleset, Section } from "@/lib/core/ruleset/ruleset";
import { useDraft } from "./draft-context";

/** Where a section stands: before every rule, behind the administrator's, or behind all of them. */
type Place = "before" | "behind-admin" | "after";

function placeOf(section: Section): Place {
  if (section === "loopback" || section === "always") return "before";
  return section === "protection" ? "behind-admin" : "after";
}

type Block = { readonly section: Section; readonly lines: readonly string[] };

/** The rules of a chain that no policy rule stands for, by section, as text of both families. */
function impliedBlocks(rulesets: readonly Ruleset[], chainName: string): Block[] {
  const blocks = new Map<Section, string[]>();
  for (const ruleset of rulesets) {
    const chain = ruleset.tables
      .find((table) => table.name === "filter")
      ?.chains.find((one) => one.name === chainName);
    for (const rule of (chain?.rules ?? []) as readonly Rule[]) {
      if (rule.origin === null || rule.origin.ruleId !== null) continue;
      const { section } = rule.origin;
      const line = `v${ruleset.family}  ${renderRule(rule, chainName, ruleset.family)}`;
      blocks.set(section, [...(blocks.get(section) ?? []), line]);
    }
  }
  return [...blocks].map(([section, lines]) => ({ section, lines }));
}

/** Rules that are always there, in the list where they stand: folded and grey, never hidden. */
export function ImpliedRules({ direction, place }: { direction: "in" | "out"; place: Place }) {
  const t = useTranslations("wizard.implied");
  const { preview } = useDraft();
  // A draft with an error compiles to nothing; what is implied stays, so that the list does not jump.
  const last = useRef(preview.compiled);
  if (preview.compiled !== null) last.current = preview.compiled;
  if (last.current === null) return null;
  const { ruleset4, ruleset6 } = last.current;
  const rulesets = ruleset6 === null ? [ruleset4] : [ruleset4, ruleset6];
  const chain = direction === "in" ? ownedChains.input : ownedChains.output;
  const blocks = impliedBlocks(rulesets, chain).filter(({ section }) => placeOf(section) === place);
  if (blocks.length === 0) return null;
  return (
    <ul className="flex flex-col">
      {blocks.map(({ section, lines }) => (
        <li key={section} className="border-line border-b bg-sunken text-ink-3 last:border-b-0">
          <details className="[&[open]>summary>svg:last-child]:rotate-90">
            <summary className="flex min-h-9 items-center gap-2 px-2 py-1.5 text-13 hover:text-ink touch:min-h-11">
              <Lock aria-hidden className="size-3.5 shrink-0" />
              <span className="min-w-0 flex-1">{t(`${direction}.${section}`)}</span>
              <span className="text-12">{t("count", { count: lines.length })}</span>
              <ChevronRight aria-hidden className="size-4 shrink-0 transition-transform duration-100" />
            </summary>
            <pre className="overflow-x-auto px-8 pb-2 font-mono text-12">{lines.join("\n")}</pre>
          </details>
        </li>
      ))}
    </ul>
  );
}
