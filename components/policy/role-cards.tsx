"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { drawRole } from "@/components/drawing/role-drawing";
import { Thumbnail } from "@/components/drawing/thumbnail";
import { RadioCards } from "@/components/ui/radio-cards";
import { type RoleName, roleNames } from "@/lib/core/policy/schema";

/** The six roles, each with its picture and plain words. */
export function RoleCards({
  value,
  onChoose,
  label,
}: {
  value: RoleName | undefined;
  onChoose: (role: RoleName) => void;
  label: string;
}) {
  const t = useTranslations("roles");
  const name = useTranslations("common.role");
  const drawing = useTranslations("drawing");
  const pictures = useMemo(() => {
    const names = {
      admin: t("source.admin"),
      hq: t("source.hq"),
      branch: t("source.branch"),
      partner: t("source.partner"),
      destination: t("source.destination"),
    };
    return new Map(roleNames.map((role) => [role, drawRole(role, names)]));
  }, [t]);
  return (
    <RadioCards
      label={label}
      value={value}
      onValueChange={onChoose}
      className="sm:grid-cols-2"
      cards={roleNames.map((role) => {
        const picture = pictures.get(role);
        return {
          value: role,
          title: name(role),
          description: t(`what.${role}`),
          picture: picture != null ? <Thumbnail drawing={picture} t={drawing} /> : undefined,
        };
      })}
    />
  );
}
