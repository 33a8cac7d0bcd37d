import Link from "next/link";
import { cn } from "@/lib/client/class-names";
import type { ReachRules } from "@/lib/server/services/reach/reach-view";
import type { ExposureTranslator } from "./cell-words";
import { reachHref } from "./reach-href";

type SwitchProps = { t: ExposureTranslator; hostId: string; rules: ReachRules };

/** The draft's rules, or those on the host. */
export function RulesSwitch({ t, hostId, rules }: SwitchProps) {
  return (
    <nav aria-label={t("rules.label")} data-print="hide">
      <ul className="inline-flex overflow-hidden rounded-2 border border-line-control">
        {(["draft", "live"] as const).map((one) => (
          <li key={one} className="border-line-control border-l first:border-l-0">
            <Link
              href={reachHref(hostId, { rules: one, cell: null })}
              aria-current={one === rules ? "true" : undefined}
              prefetch={false}
              scroll={false}
              className={cn(
                "inline-flex h-9 items-center px-3.5 text-14 touch:h-11 focus-visible:-outline-offset-2",
                one === rules
                  ? "bg-accent font-medium text-accent-on"
                  : "bg-raised text-ink-2 hover:bg-sunken",
              )}
            >
              {t(`rules.${one}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
