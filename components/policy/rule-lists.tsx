"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import type { Purpose } from "@/lib/core/policy/schema";
import { useDraft } from "./draft-context";
import { freeId } from "./editor-state";
import { ImpliedRules } from "./implied-rules";
import { InboundRow } from "./inbound-row";
import { OutboundRow } from "./outbound-row";
import { SortableRules } from "./sortable-rules";
import { isAbout } from "./wizard-step";

const emptyRule = {
  enabled: true,
  services: [],
  verdict: "accept",
  log: false,
  limit: null,
  comment: "",
} as const;

/** Opens and shows a rule that was just made; its row listens to the address. */
function show(id: string) {
  requestAnimationFrame(() => {
    location.hash = `rule-${id}`;
  });
}

/** One purpose's rules in order, with what is implied before and behind them. */
export function InboundList({ purpose, index }: { purpose: Purpose; index: number }) {
  const t = useTranslations("wizard.rule");
  const { body, dispatch, preview } = useDraft();
  // The administrator's rules come first, and the protections behind them.
  const lastAdmin = purpose.rules.findLastIndex((rule) => rule.admin);
  const last = purpose.rules.length - 1;
  return (
    <div className="overflow-hidden rounded-3 border border-line bg-raised">
      {index === 0 && <ImpliedRules direction="in" place="before" />}
      {lastAdmin < 0 && <ImpliedRules direction="in" place="behind-admin" />}
      <SortableRules
        label={t("list")}
        items={purpose.rules}
        onMove={(rule, to) => dispatch({ type: "move-inbound", purpose: purpose.id, rule, to })}
        bounds={({ admin }) => (admin ? [0, lastAdmin] : [lastAdmin + 1, last])}
        faint={(rule) => !rule.enabled}
        after={(_, place) => place === lastAdmin && <ImpliedRules direction="in" place="behind-admin" />}
      >
        {(rule, moves) => (
          <InboundRow
            purpose={purpose}
            rule={rule}
            moves={moves}
            problems={preview.problems.filter((problem) =>
              isAbout(problem, ["purposes", index, "rules", moves.place]),
            )}
          />
        )}
      </SortableRules>
      <div className="border-line border-t px-2 py-1.5">
        <Button
          variant="quiet"
          size="small"
          onClick={() => {
            const rule = { ...emptyRule, services: [], sources: [], destination: null, admin: false };
            dispatch({
              type: "add-inbound",
              purpose: purpose.id,
              rule: { ...rule, sourcePorts: "any" },
            });
            show(freeId(body, "rule"));
          }}
        >
          <Plus aria-hidden /> {t("add")}
        </Button>
      </div>
      {index === body.purposes.length - 1 && <ImpliedRules direction="in" place="after" />}
    </div>
  );
}

/** The outbound rules in order. */
export function OutboundList() {
  const t = useTranslations("wizard.rule");
  const { body, dispatch, preview } = useDraft();
  return (
    <div className="overflow-hidden rounded-3 border border-line bg-raised">
      <ImpliedRules direction="out" place="before" />
      <SortableRules
        label={t("listOut")}
        items={body.client.rules}
        onMove={(rule, to) => dispatch({ type: "move-outbound", rule, to })}
        faint={(rule) => !rule.enabled}
      >
        {(rule, moves) => (
          <OutboundRow
            rule={rule}
            moves={moves}
            problems={preview.problems.filter((problem) =>
              isAbout(problem, ["client", "rules", moves.place]),
            )}
          />
        )}
      </SortableRules>
      <div className="border-line border-t px-2 py-1.5">
        <Button
          variant="quiet"
          size="small"
          onClick={() => {
            const rule = { ...emptyRule, services: [], destinations: [], user: null };
            dispatch({ type: "add-outbound", rule });
            show(freeId(body, "out"));
          }}
        >
          <Plus aria-hidden /> {t("addOut")}
        </Button>
      </div>
      <ImpliedRules direction="out" place="after" />
    </div>
  );
}
