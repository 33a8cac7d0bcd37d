import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import type { Blocked } from "./use-blocked";

const places = { silent: "/edit/protections", elsewhere: "/review", "no-rules": "/edit/role" } as const;

/** Why nothing can be heard, or nothing is written, and what to do about it. Nothing where all is well. */
export function LogNotice({ hostId, log, told }: Pick<Blocked, "log" | "told"> & { hostId: string }) {
  const t = useTranslations("blocked");
  if (log === null || told === null) return null;
  const { standing } = told;
  const isMute = log.reader === "none" && log.reason !== null;
  return (
    <>
      {isMute && (
        <Callout kind="warning" title={t("none.title")}>
          {t(`none.${log.reason ?? "refused"}`)}
        </Callout>
      )}
      {standing !== "logs" && (!isMute || standing === "no-rules") && (
        <Callout
          kind={standing === "elsewhere" ? "warning" : "notice"}
          title={t(`standing.${standing}.title`)}
          actions={
            <Button asChild>
              <Link href={`/hosts/${hostId}${places[standing]}` as Route}>
                {t(`standing.${standing}.action`)}
              </Link>
            </Button>
          }
        >
          {t(`standing.${standing}.text`)}
        </Callout>
      )}
    </>
  );
}
