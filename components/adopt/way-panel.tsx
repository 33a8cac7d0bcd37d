"use client";

import { CircleHelp, DoorClosed, DoorOpen } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { WayView } from "@/lib/server/services/adopt/adoption-view";
import { Fold } from "../meaning/fold";
import { ProblemList } from "../ui/problem-list";
import { StateWord } from "../ui/state-word";
import { LiveLines } from "./live-lines";
import type { ToldStands } from "./told-account";

const access = {
  "gets-in": { tone: "confirmed", icon: DoorOpen },
  "locked-out": { tone: "failed", icon: DoorClosed },
  "cannot-tell": { tone: "unknown", icon: CircleHelp },
} as const;

/** A way on as the page carries it. */
export type ToldWay = Omit<WayView, "stands" | "policy"> & { readonly stands: ToldStands };

type WayPanelProps = {
  way: ToldWay;
  /** What changes for packets. */
  meaning: ReactNode;
};

/** What one way on would change: packets, the rules that are there, and the panel's own way in. */
export function WayPanel({ way, meaning }: WayPanelProps) {
  const t = useTranslations("adopt");
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
            {way.stands.map(([stand, told]) => (
              <li key={stand}>
                <Fold title={t(`stand.${stand}`, { count: told.count })}>
                  {() => (
                    <div className="mt-1 mb-2 border-line-strong border-l-2 pl-3">
                      <LiveLines told={told} />
                    </div>
                  )}
                </Fold>
              </li>
            ))}
          </ul>
        </div>
      )}
      {way.lockout !== null && (
        <StateWord {...access[way.lockout.answer]} word={t(`access.${way.lockout.answer}`)} />
      )}
      {names.length > 0 && <Makes names={names} />}
    </div>
  );
}

/** More names than these are folded. */
const mostNames = 20;

/** The objects that this way makes, by name. */
function Makes({ names }: { names: readonly string[] }) {
  const t = useTranslations("adopt");
  const text = <p className="text-13 text-ink-3">{t("makes", { names: names.join(t("found.joint")) })}</p>;
  return names.length > mostNames ? (
    <Fold title={t("makesMany", { count: names.length })}>{() => text}</Fold>
  ) : (
    text
  );
}
