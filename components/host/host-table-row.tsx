"use client";

import { Ellipsis, Eye, FileClock, FlaskConical, PencilLine, ScanSearch } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import type { HostRow } from "@/lib/server/services/host/host-view";
import { Button } from "../ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "../ui/menu";
import { Cell, Row } from "../ui/table";
import { Time } from "../ui/time";
import { HostStateWord } from "./host-state-word";
import { Remaining } from "./remaining";

/** What waits to be done on this host: an apply that is pending, or a draft that is not applied. */
function Next({ host }: { host: HostRow }) {
  const t = useTranslations("hosts");
  const drill = useTranslations("drill");
  if (host.pending) {
    return (
      <Link
        href={`/hosts/${host.id}/applies/${host.pending.applyId}`}
        className="inline-flex flex-wrap gap-x-2 text-accent hover:underline"
      >
        {host.pending.drill
          ? drill("pending", { number: host.pending.number })
          : t("pendingApply", { number: host.pending.number })}
        {host.pending.countdown && <Remaining countdown={host.pending.countdown} />}
      </Link>
    );
  }
  if (host.draftChanged) {
    return (
      <Link href={`/hosts/${host.id}/review`} className="text-accent hover:underline">
        {t("draftWaits")}
      </Link>
    );
  }
  if (!host.hasDraft && !host.lastConfirmed) {
    return (
      <Link href={`/hosts/${host.id}/edit/role`} className="text-accent hover:underline">
        {t("chooseRole")}
      </Link>
    );
  }
  return <span className="text-ink-3">{t("nothingWaits")}</span>;
}

export function HostTableRow({ host }: { host: HostRow }) {
  const t = useTranslations("hosts");
  const role = useTranslations("common.role");
  const last = host.lastApply;
  return (
    <Row>
      <Cell className="py-2">
        <Link href={`/hosts/${host.id}`} className="font-medium text-14 hover:text-accent hover:underline">
          {host.name}
        </Link>
        <span className="flex items-center gap-1.5 text-12 text-ink-3">
          {host.kind === "practice" ? (
            <>
              <FlaskConical aria-hidden className="size-3.5" />
              {t("practice.mark")}
            </>
          ) : (
            <span className="break-all font-mono">{`${host.address}:${host.port}`}</span>
          )}
        </span>
        {(host.pending || host.draftChanged || !host.lastConfirmed) && (
          <span className="mt-1 block sm:hidden">
            <Next host={host} />
          </span>
        )}
      </Cell>
      <Cell>
        <HostStateWord host={host} />
        {host.observing && (
          <span className="mt-0.5 flex items-center gap-1.5 font-medium text-12 text-drift">
            <Eye aria-hidden className="size-3.5 shrink-0" />
            {t("observing")}
          </span>
        )}
      </Cell>
      <Cell className="hidden md:table-cell">
        {host.roles.length > 0 ? host.roles.map((one) => role(one)).join(", ") : <None />}
      </Cell>
      <Cell className="hidden lg:table-cell">
        {last ? (
          <Link href={`/hosts/${host.id}/applies/${last.id}`} className="group block leading-5">
            <span className="group-hover:underline">
              {t("lastApply", { number: last.number, who: last.createdBy })}
            </span>
            <span className="block text-12 text-ink-3">
              <Time value={last.finishedAt ?? last.createdAt} />
            </span>
          </Link>
        ) : (
          <None />
        )}
      </Cell>
      <Cell className="hidden sm:table-cell">
        <Next host={host} />
      </Cell>
      <Cell className="w-px text-right">
        <Menu>
          <MenuTrigger asChild>
            <Button variant="quiet" size="icon" aria-label={t("actionsOf", { name: host.name })}>
              <Ellipsis aria-hidden />
            </Button>
          </MenuTrigger>
          <MenuContent>
            <MenuItem asChild>
              <Link href={`/hosts/${host.id}/edit/role`}>
                <PencilLine aria-hidden />
                {t("action.edit")}
              </Link>
            </MenuItem>
            <MenuItem asChild disabled={!host.hasDraft}>
              <Link href={`/hosts/${host.id}/review`}>
                <ScanSearch aria-hidden />
                {t("action.review")}
              </Link>
            </MenuItem>
            <MenuItem asChild>
              <Link href={`/hosts/${host.id}/history`}>
                <FileClock aria-hidden />
                {t("action.history")}
              </Link>
            </MenuItem>
          </MenuContent>
        </Menu>
      </Cell>
    </Row>
  );
}

function None() {
  const t = useTranslations("common");
  return <span className="text-ink-3">{t("none")}</span>;
}
