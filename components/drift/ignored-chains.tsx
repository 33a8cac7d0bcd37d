"use client";

import { Eye } from "lucide-react";
import { useActionState } from "react";
import { useTranslations } from "use-intl";
import type { DriftView } from "@/lib/server/services/drift/drift-view";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import type { DriftVerbs } from "./drift-section";

type IgnoredChainsProps = Pick<DriftVerbs, "watch"> & { ignored: DriftView["ignored"] };

/** The chains that are not looked at, each to be looked at again. */
export function IgnoredChains({ ignored, watch }: IgnoredChainsProps) {
  const t = useTranslations("drift.ignored");
  const [failure, act, pending] = useActionState(watch, null);
  return (
    <div>
      <h3 className="font-medium text-13">{t("title")}</h3>
      <p className="mb-1.5 max-w-prose text-13 text-ink-3">{t("lead")}</p>
      <ul className="flex flex-wrap gap-2">
        {ignored.map(({ name, there }) => (
          <li key={name} className="flex items-center gap-2 rounded-2 border bg-raised py-1 pr-1 pl-3">
            <code className="break-all font-mono text-13">{name}</code>
            {!there && <span className="text-12 text-ink-3">{t("gone")}</span>}
            <form action={act}>
              <input type="hidden" name="chain" value={name} />
              <Button
                type="submit"
                variant="quiet"
                size="small"
                pending={pending}
                aria-label={t("watchNamed", { name })}
              >
                <Eye aria-hidden /> {t("watch")}
              </Button>
            </form>
          </li>
        ))}
      </ul>
      <FailureNote failure={failure} />
    </div>
  );
}
