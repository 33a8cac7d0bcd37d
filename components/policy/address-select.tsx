"use client";

import { Select } from "@/components/ui/select";
import { useDraft } from "./draft-context";

/** One of the VPS's own addresses as inspection found them, or every one of them. */
export function AddressSelect({
  id,
  value,
  everyLabel,
  onChange,
}: {
  id?: string;
  value: string | null;
  everyLabel: string;
  onChange: (value: string | null) => void;
}) {
  const { facts } = useDraft();
  const own = (facts?.addresses ?? []).filter(
    ({ address, interface: name }) => name !== "lo" && !address.startsWith("fe80:"),
  );
  // An address that the host has lost stays in the list until the operator takes another one.
  const lost = value !== null && !own.some(({ address }) => address === value);
  return (
    <Select
      id={id}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
    >
      <option value="">{everyLabel}</option>
      {own.map(({ address, interface: name }) => (
        <option key={`${name} ${address}`} value={address}>
          {address} ({name})
        </option>
      ))}
      {lost && <option value={value}>{value}</option>}
    </Select>
  );
}
