"use client";

import { ArrowRight, RefreshCw } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import type { Inspection } from "@/lib/client/use-inspection";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { ProblemList } from "../ui/problem-list";
import { countLive } from "./count-rules";
import { HostFindings } from "./host-findings";
import { InspectionLines } from "./inspection-lines";
import { ListenersTable } from "./listeners-table";
import { type AcceptManagers, ManagersDecision } from "./managers-decision";

type InspectionReportProps = {
  inspection: Inspection;
  hostId: string;
  acceptManagers: AcceptManagers;
  again: () => void;
};

/** The first inspection of a new host: its lines, then what was found and what is to be decided. */
export function InspectionReport({ inspection, hostId, acceptManagers, again }: InspectionReportProps) {
  const t = useTranslations("hosts");
  const adopt = useTranslations("adopt.entry");
  const live = countLive(inspection.state === "done" ? inspection.facts.live : { ipv4: null, ipv6: null });
  const others = live.ipv4.foreign + live.ipv6.foreign;
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <InspectionLines inspection={inspection} />
      {inspection.state === "failed" && (
        <FailureNote
          failure={inspection.failure}
          actions={
            <>
              <Button size="small" onClick={again}>
                <RefreshCw aria-hidden />
                {t("inspection.again")}
              </Button>
              <Button size="small" asChild>
                <Link href={`/hosts/${hostId}`}>{t("inspection.openHost")}</Link>
              </Button>
            </>
          }
        />
      )}
      {inspection.state === "done" && (
        <>
          <section>
            <h2 className="mb-2 font-semibold text-16">{t("findings.title")}</h2>
            <HostFindings facts={inspection.facts} live={live} />
          </section>
          <section>
            <h2 className="mb-2 font-semibold text-16">{t("listeners.label")}</h2>
            <ListenersTable listeners={inspection.facts.listeners} />
          </section>
          {inspection.problems.length > 0 && (
            <section>
              <h2 className="mb-2 font-semibold text-16">{t("problems")}</h2>
              <ProblemList problems={inspection.problems} />
            </section>
          )}
          <ManagersDecision
            hostId={hostId}
            managers={inspection.facts.managers}
            accepted={[]}
            acceptManagers={acceptManagers}
            onDecided={again}
          />
          {others > 0 && <p className="max-w-prose text-14">{adopt("there", { count: others })}</p>}
          <div className="flex flex-wrap gap-2">
            {others > 0 && (
              <Button asChild variant="primary">
                <Link href={`/hosts/${hostId}/import`}>
                  {adopt("look")}
                  <ArrowRight aria-hidden />
                </Link>
              </Button>
            )}
            <Button asChild variant={others > 0 ? "secondary" : "primary"}>
              <Link href={`/hosts/${hostId}/edit/role`}>
                {t("chooseRole")}
                {others === 0 && <ArrowRight aria-hidden />}
              </Link>
            </Button>
            <Button asChild>
              <Link href={`/hosts/${hostId}`}>{t("inspection.openHost")}</Link>
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
