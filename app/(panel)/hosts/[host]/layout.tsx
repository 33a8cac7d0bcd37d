import type { ReactNode } from "react";
import { ArchivedNote } from "@/components/host/archived-note";
import { HostHead } from "@/components/host/host-head";
import { readHostOr404 } from "./read-host-or-404";

type HostLayoutProps = { children: ReactNode; params: Promise<{ host: string }> };

export default async function HostLayout({ children, params }: HostLayoutProps) {
  const { id, name, archivedAt, pending, lastApply, lastConfirmed, inspectedAt, drift, draftChanged } =
    await readHostOr404((await params).host);
  return (
    <>
      <HostHead host={{ id, name, pending, lastApply, lastConfirmed, inspectedAt, drift, draftChanged }} />
      {archivedAt !== null && <ArchivedNote at={archivedAt} />}
      {children}
    </>
  );
}
