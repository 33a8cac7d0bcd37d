"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { FailureNote } from "@/components/ui/failure-note";
import type { Outcome } from "@/lib/client/outcome";
import { useReady } from "@/lib/client/use-ready";
import { useVerb } from "@/lib/client/use-verb";
import type { RoleName } from "@/lib/core/policy/schema";
import { RoleCards } from "./role-cards";
import { StepHead } from "./step-head";

/** The first choice of all: what is this VPS for? */
export function StartDraft({ start }: { start: (role: RoleName) => Promise<Outcome> }) {
  const t = useTranslations("wizard.start");
  const [role, setRole] = useState<RoleName>("public-web-server");
  const { run, pending, failure } = useVerb(start);
  return (
    <div className="flex flex-col gap-6" inert={!useReady()}>
      <StepHead title={t("title")} lead={t("lead")} />
      <RoleCards label={t("title")} value={role} onChoose={setRole} />
      <FailureNote failure={failure} />
      <Button variant="primary" pending={pending} className="self-start" onClick={() => run(role)}>
        {t("begin")}
      </Button>
    </div>
  );
}
