import type { Route } from "next";
import Link from "next/link";
import type { FamilyStanding } from "@/lib/server/services/exposure/exposure-view";
import { buttonClasses } from "../ui/button";
import { Callout } from "../ui/callout";
import type { ExposureTranslator } from "./cell-words";

type NotesProps = {
  t: ExposureTranslator;
  hostId: string;
  standings: readonly FamilyStanding[];
  otherTables: readonly string[];
};

/** What is wrong with a whole family, before its rows are read. */
export function StandingNotes({ t, hostId, standings, otherTables }: NotesProps) {
  const ours = standings.find(({ standing }) => standing === "ours");
  const families = standings.map(({ family, standing, otherBackendRules: count, otherBackend: backend }) => {
    if (count > 0) {
      return (
        <Callout key={family} kind="warning" title={t("sockets.note.otherBackend.title", { family })}>
          {t("sockets.note.otherBackend.text", { family, count, backend })}
        </Callout>
      );
    }
    if (standing === "no-tools") {
      return (
        <Callout key={family} kind="warning" title={t("sockets.note.noTools.title", { family })}>
          {t("sockets.note.noTools.text", { family })}
        </Callout>
      );
    }
    if (ours !== undefined && (standing === "no-rules" || standing === "others")) {
      return (
        <Callout
          key={family}
          kind="warning"
          title={t("sockets.note.family.title", { family })}
          actions={
            <Link href={`/hosts/${hostId}/review` as Route} className={buttonClasses()}>
              {t("sockets.fix.review")}
            </Link>
          }
        >
          {t(`sockets.note.family.${standing}`, { family, other: ours.family })}
        </Callout>
      );
    }
    return null;
  });
  return (
    <>
      {families}
      {otherTables.length > 0 && (
        <Callout kind="notice" title={t("sockets.note.otherTables.title")}>
          {t("sockets.note.otherTables.text", { tables: otherTables.join(t("joint")) })}
        </Callout>
      )}
    </>
  );
}
