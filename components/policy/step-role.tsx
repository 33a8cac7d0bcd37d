"use client";

import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { ProblemList } from "@/components/ui/problem-list";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { type RoleName, roleNames } from "@/lib/core/policy/schema";
import { AddressSelect } from "./address-select";
import { useDraft } from "./draft-context";
import { RoleCards } from "./role-cards";
import { StepHead } from "./step-head";
import { stepOf } from "./wizard-step";

/** What the VPS is for: one role, or one for each of its addresses. */
export function StepRole() {
  const t = useTranslations("wizard.role");
  const name = useTranslations("common.role");
  const { body, dispatch, preview, facts } = useDraft();
  const [first, ...others] = body.purposes;
  if (first === undefined) return null;
  const problems = preview.problems.filter((problem) => stepOf(problem) === "role");
  const choose = (purpose: string, role: RoleName) => {
    dispatch({ type: "choose-role", purpose, role });
    toast(t("changed", { role: name(role) }), {
      action: { label: t("undo"), onClick: () => dispatch({ type: "undo" }) },
    });
  };
  const own = (facts?.addresses ?? []).filter(({ interface: nic }) => nic !== "lo");
  return (
    <div className="flex flex-col gap-6">
      <StepHead title={t("title")} lead={t("lead")} />
      {problems.length > 0 && <ProblemList problems={problems} />}
      <RoleCards label={t("title")} value={first.role} onChoose={(role) => choose(first.id, role)} />
      <section className="flex flex-col gap-3">
        <div>
          <h3 className="font-semibold text-14">{t("several.title")}</h3>
          <p className="max-w-prose text-13 text-ink-2">{t("several.lead")}</p>
        </div>
        <ul className="flex flex-col gap-2">
          {/* A single role that is for one address must show it, or nobody could take that back. */}
          {(others.length > 0 || first.address !== null ? body.purposes : []).map((purpose, index) => (
            <li
              key={purpose.id}
              className="flex flex-wrap items-end gap-3 rounded-3 border border-line bg-raised p-3"
            >
              <Field label={t("several.role")} className="min-w-48 flex-1">
                <Select
                  value={purpose.role}
                  onChange={(event) => {
                    const role = roleNames.find((one) => one === event.target.value);
                    if (role !== undefined) choose(purpose.id, role);
                  }}
                >
                  {roleNames.map((role) => (
                    <option key={role} value={role}>
                      {name(role)}
                    </option>
                  ))}
                </Select>
              </Field>
              {purpose.role !== "egress-sandbox" && (
                <Field label={t("several.address")} className="min-w-56 flex-1">
                  <AddressSelect
                    value={purpose.address}
                    everyLabel={t("several.everyAddress")}
                    onChange={(address) =>
                      dispatch({ type: "set-purpose-address", purpose: purpose.id, address })
                    }
                  />
                </Field>
              )}
              {body.purposes.length > 1 && (
                <Button
                  variant="quiet"
                  size="icon"
                  aria-label={t("several.remove", { place: index + 1 })}
                  onClick={() => dispatch({ type: "remove-purpose", purpose: purpose.id })}
                >
                  <Trash2 aria-hidden />
                </Button>
              )}
            </li>
          ))}
        </ul>
        <Button
          className="self-start"
          onClick={() => {
            const free = own.find(
              ({ address }) => !body.purposes.some((purpose) => purpose.address === address),
            );
            dispatch({ type: "add-purpose", role: "blank", address: free?.address ?? null });
          }}
        >
          <Plus aria-hidden /> {t("several.add")}
        </Button>
      </section>
    </div>
  );
}
