"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { Select } from "../ui/select";
import { type AuditObject, auditObjects } from "./audit-objects";

/** Narrows the record. The choice stands in the address, so that it can be kept and sent. */
export function AuditFilter({ object }: { object: AuditObject | null }) {
  const t = useTranslations("audit");
  const router = useRouter();
  return (
    <Select
      aria-label={t("filter")}
      value={object ?? ""}
      onChange={(event) =>
        router.push((event.target.value ? `/audit?about=${event.target.value}` : "/audit") as Route)
      }
      className="w-full sm:w-56"
    >
      <option value="">{t("everything")}</option>
      {auditObjects.map((one) => (
        <option key={one} value={one}>
          {t(`object.${one}`)}
        </option>
      ))}
    </Select>
  );
}
