"use client";

import {
  Archive,
  Download,
  Ellipsis,
  FileInput,
  Fingerprint,
  LogOut,
  PencilLine,
  ScanSearch,
  TextCursorInput,
} from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import type { HostDetail, HostKeyComparison } from "@/lib/server/services/host/host-view";
import { Button } from "../ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "../ui/menu";
import { ArchiveDialog } from "./archive-dialog";
import { HostKeyDialog } from "./host-key-dialog";
import { RenameDialog } from "./rename-dialog";

export type HostVerbs = {
  rename: (input: { hostId: string; name: string }) => Promise<Outcome>;
  archive: (input: { hostId: string }) => Promise<Outcome>;
  compareHostKey: (input: { hostId: string }) => Promise<Outcome<HostKeyComparison>>;
  pinHostKey: (input: { hostId: string; fingerprint: string }) => Promise<Outcome>;
};

type HostActionsProps = {
  host: Pick<HostDetail, "id" | "name" | "kind" | "hasDraft" | "draftChanged" | "confirmed">;
  verbs: HostVerbs;
};

/** What can be done with a host: the next step as a button, the rest in a menu. */
export function HostActions({ host, verbs }: HostActionsProps) {
  const t = useTranslations("hosts");
  const adopt = useTranslations("adopt.entry");
  const [dialog, setDialog] = useState<"rename" | "archive" | "key" | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      {host.draftChanged ? (
        <>
          <Button asChild>
            <Link href={`/hosts/${host.id}/edit/role`}>
              <PencilLine aria-hidden />
              {t("action.edit")}
            </Link>
          </Button>
          <Button asChild variant="primary">
            <Link href={`/hosts/${host.id}/review`}>
              <ScanSearch aria-hidden />
              {t("action.review")}
            </Link>
          </Button>
        </>
      ) : (
        <Button asChild variant="primary">
          <Link href={`/hosts/${host.id}/edit/role`}>
            <PencilLine aria-hidden />
            {host.hasDraft || host.confirmed ? t("action.edit") : t("chooseRole")}
          </Link>
        </Button>
      )}
      <Menu>
        <MenuTrigger asChild>
          <Button size="icon" aria-label={t("actionsOf", { name: host.name })} className="size-9">
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent>
          {host.confirmed && (
            <MenuItem asChild>
              <a href={`/api/hosts/${host.id}/script?apply=${host.confirmed.applyId}`} download>
                <Download aria-hidden />
                {t("action.export")}
              </a>
            </MenuItem>
          )}
          <MenuItem asChild>
            <Link href={`/hosts/${host.id}/import`}>
              <FileInput aria-hidden />
              {adopt("menu")}
            </Link>
          </MenuItem>
          <MenuItem onSelect={() => setDialog("rename")}>
            <TextCursorInput aria-hidden />
            {t("action.rename")}
          </MenuItem>
          {host.kind === "ssh" && (
            <MenuItem onSelect={() => setDialog("key")}>
              <Fingerprint aria-hidden />
              {t("action.hostKey")}
            </MenuItem>
          )}
          <MenuSeparator />
          {host.confirmed && (
            <MenuItem danger asChild>
              <Link href={`/hosts/${host.id}/leave` as Route}>
                <LogOut aria-hidden />
                {t("action.leave")}
              </Link>
            </MenuItem>
          )}
          <MenuItem danger onSelect={() => setDialog("archive")}>
            <Archive aria-hidden />
            {t("action.archive")}
          </MenuItem>
        </MenuContent>
      </Menu>
      <RenameDialog open={dialog === "rename"} onClose={close} host={host} rename={verbs.rename} />
      <ArchiveDialog open={dialog === "archive"} onClose={close} host={host} archive={verbs.archive} />
      <HostKeyDialog open={dialog === "key"} onClose={close} host={host} verbs={verbs} />
    </>
  );
}
