"use client";

import { useTranslations } from "use-intl";
import type { Answer } from "@/lib/server/services/explain/explain-view";
import type { PathTools } from "./path-tools";
import { Station } from "./station";
import { StationFrame } from "./station-frame";

type PathViewProps = { explanation: PathTools["explanation"]; answer: Answer };

/** The packet's way through the host as a line of stations, from where it comes in to where the answer falls. */
export function PathView({ explanation, answer }: PathViewProps) {
  const t = useTranslations("explain");
  const common = useTranslations("common");
  const tools: PathTools = { t, common, explanation };
  const { verdict, way, stations } = answer;
  return (
    <ol aria-label={t("path.title")} className="flex flex-col">
      {stations.map((station, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a packet that comes back by lo meets a chain twice
        <Station key={at} station={station} {...tools} />
      ))}
      <StationFrame look={verdict === "cannot-tell" ? "open" : "end"} last>
        <p className="pt-0.5 text-14">
          {verdict === "accept" ? t(`path.end.${way}`) : t(`path.end.${verdict}`)}
        </p>
      </StationFrame>
    </ol>
  );
}
