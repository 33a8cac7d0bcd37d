"use client";

import { CircleHelp, DoorClosed, DoorOpen } from "lucide-react";
import { useTranslations } from "use-intl";
import { CommandText } from "@/components/ui/command-text";
import { Disclosure } from "@/components/ui/disclosure";
import { StateWord } from "@/components/ui/state-word";
import type { LockoutView } from "@/lib/server/services/review/review-view";

/** Untyped look: causes come from data. */
type Texts = { (key: string): string; has(key: string): boolean };

const looks = {
  "gets-in": { tone: "confirmed", icon: DoorOpen },
  "locked-out": { tone: "failed", icon: DoorClosed },
  "cannot-tell": { tone: "unknown", icon: CircleHelp },
} as const;

/** Whether a new SSH connection of the panel would still get in, with the packets that were tried folded away. */
export function LockoutVerdict({
  lockout,
  panelAddress,
  leaving = false,
}: {
  lockout: LockoutView;
  panelAddress: string | null;
  /** Our rules are taken away, and none are loaded. */
  leaving?: boolean;
}) {
  const t = useTranslations("review.lockout");
  const { answer, cause, paths } = lockout;
  const texts = t as unknown as Texts;
  return (
    <div className="rounded-3 border border-line bg-raised p-4">
      <StateWord {...looks[answer]} word={t(`answer.${answer}`)} className="text-16" />
      <p className="mt-1 max-w-prose text-14 text-ink-2">
        {t(`${leaving ? "leaving" : "text"}.${answer}`, { address: panelAddress ?? t("unknownAddress") })}
      </p>
      {cause !== null && (
        <p className="mt-1 max-w-prose text-14">
          {texts.has(`cause.${cause}`) ? texts(`cause.${cause}`) : texts("cause.other")}
        </p>
      )}
      {paths.length > 0 && (
        <Disclosure title={t("how")} className="mt-1 text-13">
          <ol className="mt-2 flex flex-col gap-2">
            {paths.map((path) => (
              <li key={`${path.chain} ${path.packet}`} className="border-line border-l-2 pl-3">
                <CommandText text={path.packet} className="block text-ink-2" />
                <p>
                  {t(`verdict.${path.verdict}`)}{" "}
                  {path.rule === null ? (
                    t("byPolicy", { chain: path.chain })
                  ) : (
                    <CommandText text={path.rule} />
                  )}
                </p>
              </li>
            ))}
          </ol>
        </Disclosure>
      )}
    </div>
  );
}
