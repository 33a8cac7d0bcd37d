"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useVerb } from "@/lib/client/use-verb";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { Checkbox } from "../ui/checkbox";
import { FailureNote } from "../ui/failure-note";
import { SentenceGap } from "../ui/sentence-gap";

export type AcceptManagers = (input: { hostId: string; managers: string[] }) => Promise<Outcome>;

type ManagersDecisionProps = {
  hostId: string;
  managers: HostFacts["managers"];
  accepted: readonly string[];
  acceptManagers: AcceptManagers;
  onDecided?: () => void;
};

/** Managers that empty all tables of iptables whenever they start or load anew (seen with Debian 12's packages). */
const emptying: ReadonlySet<string> = new Set(["firewalld"]);

/** Another firewall manager works here: names it and asks. Nothing is applied before the operator has decided. */
export function ManagersDecision(props: ManagersDecisionProps) {
  const { hostId, managers, accepted, acceptManagers, onDecided } = props;
  const t = useTranslations("hosts.managers");
  const { run, pending, failure } = useVerb(acceptManagers);
  const open = managers.filter((one) => one.state !== "installed" && !accepted.includes(one.name));
  const [kept, setKept] = useState<readonly string[]>([]);
  if (open.length === 0) return null;
  const all = open.every((one) => kept.includes(one.name));

  return (
    <Callout kind="warning" title={t("title", { names: open.map((one) => one.name).join(", ") })}>
      <p>{t("why")}</p>
      <p className="mt-2">{t("either")}</p>
      <div className="mt-3 flex flex-col gap-3 text-ink">
        {open.map((one) => (
          <Checkbox
            key={one.name}
            label={t("keep", { name: one.name })}
            hint={
              <>
                {t(`state.${one.state}`)}
                <SentenceGap />
                {emptying.has(one.name) && t("empties", { name: one.name })}
              </>
            }
            checked={kept.includes(one.name)}
            onCheckedChange={(checked) =>
              setKept(checked === true ? [...kept, one.name] : kept.filter((name) => name !== one.name))
            }
          />
        ))}
        <div>
          <Button
            pending={pending}
            disabled={!all}
            onClick={() => run({ hostId, managers: [...accepted, ...kept] }, onDecided)}
          >
            {t("decide")}
          </Button>
        </div>
        <FailureNote failure={failure} />
      </div>
    </Callout>
  );
}
