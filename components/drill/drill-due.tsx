"use client";

import type { Route } from "next";
import Link from "next/link";
import { Fragment } from "react";
import { useTranslations } from "use-intl";
import { drillDueDays } from "@/lib/core/drill/due";
import type { HostRow } from "@/lib/server/services/host/host-view";
import { Callout } from "../ui/callout";

/** So many names are read; more are counted. */
const mostNames = 5;

/** Which hosts hold confirmed rules whose rollback nobody has seen work in a long time. */
export function DrillDue({ hosts }: { hosts: readonly Pick<HostRow, "id" | "name">[] }) {
  const t = useTranslations("drill.due");
  if (hosts.length === 0) return null;
  return (
    <Callout kind="notice" title={t("title", { count: hosts.length, days: drillDueDays })} className="mb-4">
      {t.rich("text", {
        names: () => (
          <>
            {hosts.slice(0, mostNames).map(({ id, name }, index) => (
              <Fragment key={id}>
                {index > 0 && ", "}
                <Link href={`/hosts/${id}` as Route} className="text-accent underline underline-offset-2">
                  {name}
                </Link>
              </Fragment>
            ))}
            {hosts.length > mostNames && " …"}
          </>
        ),
      })}
    </Callout>
  );
}
