"use client";

import { CircleHelp, DoorClosed, DoorOpen } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { type Entry, refKey } from "@/lib/core/adopt/account";
import type { Stand } from "@/lib/core/adopt/stands";
import type { WayView } from "@/lib/server/services/adopt/adoption-view";
import { Disclosure } from "../ui/disclosure";
import { ProblemList } from "../ui/problem-list";
import { StateWord } from "../ui/state-word";
import { LiveLines } from "./live-lines";

const access = {
  "gets-in": { tone: "confirmed", icon: DoorOpen },
  "locked-out": { tone: "failed", icon: DoorClosed },
  "cannot-tell": { tone: "unknown", icon: CircleHelp },
} as const;

const stands: readonly Stand[] = ["first", "unasked", "asked", "replaced"];

type WayPanelProps = {
  way: WayView;
  account: readonly Entry[];
  /** What changes for packets. */
  meaning: ReactNode;
};

/** What one way on would change: packets, the rules that are there, and the panel's own way in. */
export function WayPanel({ way, account, meaning }: WayPanelProps) {
  const t = useTranslations("adopt");
  const rules = account.filter(({ index }) => index !== null);
  const names = [...way.makes.networks, ...way.makes.services];
  return (
    <div className="flex min-w-0 flex-col gap-5">
      {way.problems.length > 0 && (
        <div>
          <h3 className="mb-1.5 font-semibold text-14">{t("problems")}</h3>
          <ProblemList problems={way.problems} />
        </div>
      )}
      {way.problems.length === 0 && (
        <div>
          <h3 className="mb-1.5 font-semibold text-14">{t("change.title")}</h3>
          {meaning}
        </div>
      )}
      {way.problems.length === 0 && (
        <div>
          <h3 className="mb-1.5 font-semibold text-14">{t("stand.title")}</h3>
          <ul className="flex flex-col">
            {stands.map((stand) => {
              const entries = rules.filter((entry) => way.stands[refKey(entry)] === stand);
              return (
                entries.length > 0 && (
                  <li key={stand}>
                    <Disclosure title={t(`stand.${stand}`, { count: entries.length })}>
                      <div className="mt-1 mb-2 border-line-strong border-l-2 pl-3">
                        <LiveLines entries={entries} />
                      </div>
                    </Disclosure>
                  </li>
                )
              );
            })}
          </ul>
        </div>
      )}
      {way.lockout !== null && (
        <StateWord {...access[way.lockout.answer]} word={t(`access.${way.lockout.answer}`)} />
      )}
      {names.length > 0 && (
        <p className="text-13 text-ink-3">{t("makes", { names: names.join(t("found.joint")) })}</p>
      )}
    </div>
  );
}
