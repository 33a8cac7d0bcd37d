"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ChipPicker } from "@/components/ui/chip-picker";
import { everyService } from "@/lib/core/policy/schema";
import { useDraft } from "./draft-context";
import { ServiceChip, servicePorts } from "./object-chip";
import { ServiceDialog } from "./service-dialog";

/** Chooses named services for a rule, and makes one on the spot. "Everything" stands alone. */
export function ServicePicker({
  value,
  onChange,
  label,
  withAll = true,
}: {
  value: readonly string[];
  onChange: (value: string[]) => void;
  label: string;
  withAll?: boolean;
}) {
  const t = useTranslations("wizard.picker");
  const chip = useTranslations("wizard.chip");
  const { objects } = useDraft();
  const [making, setMaking] = useState<string | null>(null);
  const options = [
    ...(withAll ? [{ value: everyService, label: chip("all"), group: t("builtIn") }] : []),
    ...objects.services.map((service) => ({
      value: service.name,
      label: service.name,
      detail: servicePorts(service),
      group: t("services"),
    })),
  ];
  const change = (next: string[]) => {
    const added = next.find((name) => !value.includes(name));
    if (added === everyService) onChange([everyService]);
    else onChange(added === undefined ? next : next.filter((name) => name !== everyService));
  };
  return (
    <>
      <ChipPicker
        label={label}
        addLabel={t("addService")}
        options={options}
        value={value}
        onChange={change}
        onCreate={setMaking}
        createLabel={(typed) => (typed === "" ? t("newService") : t("newServiceNamed", { name: typed }))}
        renderChip={(name) => <ServiceChip name={name} />}
      />
      <ServiceDialog
        typed={making}
        onClose={() => setMaking(null)}
        onMade={(name) => change([...value.filter((one) => one !== name), name])}
      />
    </>
  );
}
