"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ChipPicker } from "@/components/ui/chip-picker";
import { useDraft } from "./draft-context";
import { NetworkDialog } from "./network-dialog";
import { NetworkChip } from "./object-chip";

/** Chooses named networks for a rule, and makes one on the spot. */
export function NetworkPicker({
  value,
  onChange,
  direction,
  label,
}: {
  value: readonly string[];
  onChange: (value: string[]) => void;
  direction: "in" | "out";
  label: string;
}) {
  const t = useTranslations("wizard.picker");
  const chip = useTranslations("wizard.chip");
  const { objects, facts } = useDraft();
  const [making, setMaking] = useState<string | null>(null);
  const options = [
    { value: "anyone", label: chip(`anyone.${direction}`), detail: "0.0.0.0/0 ::/0", group: t("builtIn") },
    {
      value: "panel",
      label: chip("panel"),
      detail: facts?.connection?.panelAddress,
      group: t("builtIn"),
    },
    ...objects.networks.map(({ name, entries }) => ({
      value: name,
      label: name,
      detail: entries.slice(0, 3).join(" "),
      group: t("networks"),
    })),
  ];
  return (
    <>
      <ChipPicker
        label={label}
        addLabel={t(direction === "in" ? "addSource" : "addDestination")}
        options={options}
        value={value}
        onChange={onChange}
        onCreate={setMaking}
        createLabel={(typed) => (typed === "" ? t("newNetwork") : t("newNetworkNamed", { name: typed }))}
        renderChip={(name) => <NetworkChip name={name} direction={direction} />}
      />
      <NetworkDialog
        typed={making}
        onClose={() => setMaking(null)}
        onMade={(name) => onChange([...value.filter((one) => one !== name), name])}
      />
    </>
  );
}
