"use client";

import { useTranslations } from "use-intl";
import type { CutView } from "@/lib/server/services/flows/flows-view";
import { Callout } from "../ui/callout";
import { endText } from "./flow-words";

/** How a cut ended, as the host told it a second later. */
export function CutResult({ cut: { gone, alive, kept } }: { cut: CutView }) {
  const t = useTranslations("flows.result");
  return (
    <Callout kind={alive.length > 0 ? "warning" : "success"} announce>
      {gone.length > 0 && <p>{t("gone", { count: gone.length })}</p>}
      {alive.length > 0 && (
        <>
          <p>{t("alive", { count: alive.length })}</p>
          <ul className="font-mono text-12">
            {alive.map(({ key, protocol, from, to }) => (
              <li key={key}>{`${protocol} ${endText(from)} → ${endText(to)}`}</li>
            ))}
          </ul>
          <p>{t("aliveWhy")}</p>
        </>
      )}
      {kept.length > 0 && <p>{t("kept", { count: kept.length })}</p>}
    </Callout>
  );
}
