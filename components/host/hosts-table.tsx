"use client";

import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useRefreshWhile } from "@/lib/client/use-refresh-while";
import type { HostRow } from "@/lib/server/services/host/host-view";
import { Input } from "../ui/input";
import { Select } from "../ui/select";
import { HeadCell, Row, Table, TableBody, TableHead } from "../ui/table";
import { type HostState, hostStateOf, hostStates } from "./host-state";
import { HostTableRow } from "./host-table-row";

/** From this many hosts on, a filter is worth its room. */
const filterFrom = 8;

/** One row a host: is everything as it should be? */
export function HostsTable({ hosts }: { hosts: readonly HostRow[] }) {
  const t = useTranslations("hosts");
  const roleWord = useTranslations("common.role");
  const [typed, setTyped] = useState("");
  const [state, setState] = useState<HostState | "">("");
  useRefreshWhile(hosts.some((host) => host.pending !== null));

  const needle = typed.trim().toLowerCase();
  const shown = hosts.filter(
    (host) =>
      (state === "" || hostStateOf(host) === state) &&
      [host.name, host.address, ...host.roles.map((role) => roleWord(role))].some((text) =>
        text.toLowerCase().includes(needle),
      ),
  );
  const present = hostStates.filter((one) => hosts.some((host) => hostStateOf(host) === one));

  return (
    <>
      {hosts.length >= filterFrom && (
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <span className="relative w-full sm:w-72">
            <Search aria-hidden className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3" />
            <Input
              type="search"
              aria-label={t("filter.text")}
              placeholder={t("filter.text")}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              className="pl-8"
            />
          </span>
          <Select
            aria-label={t("filter.state")}
            value={state}
            onChange={(event) => setState(event.target.value as HostState | "")}
            className="w-full sm:w-48"
          >
            <option value="">{t("filter.everyState")}</option>
            {present.map((one) => (
              <option key={one} value={one}>
                {t(`state.${one}`)}
              </option>
            ))}
          </Select>
          <span aria-live="polite" className="text-13 text-ink-3">
            {t("filter.count", { shown: shown.length, all: hosts.length })}
          </span>
        </div>
      )}
      <Table aria-label={t("title")}>
        <TableHead>
          <tr>
            <HeadCell>{t("column.host")}</HeadCell>
            <HeadCell>{t("column.state")}</HeadCell>
            <HeadCell className="hidden md:table-cell">{t("column.roles")}</HeadCell>
            <HeadCell className="hidden lg:table-cell">{t("column.lastApply")}</HeadCell>
            <HeadCell className="hidden sm:table-cell">{t("column.pending")}</HeadCell>
            <HeadCell>
              <span className="sr-only">{t("column.actions")}</span>
            </HeadCell>
          </tr>
        </TableHead>
        <TableBody>
          {shown.map((host) => (
            <HostTableRow key={host.id} host={host} />
          ))}
          {shown.length === 0 && (
            <Row>
              <td colSpan={6} className="px-3 py-8 text-center text-ink-3">
                {t("filter.none")}
              </td>
            </Row>
          )}
        </TableBody>
      </Table>
    </>
  );
}
