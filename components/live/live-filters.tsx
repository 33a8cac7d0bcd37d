"use client";

import { useTranslations } from "use-intl";
import { everySocket, type LiveFilter } from "@/lib/core/live/filter-sockets";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select } from "../ui/select";
import { Switch } from "../ui/switch";

type FiltersProps = { filter: LiveFilter; onChange: (filter: LiveFilter) => void };

const ways = ["all", "in", "out"] as const;

const isSame = (one: LiveFilter, other: LiveFilter) => JSON.stringify(one) === JSON.stringify(other);

/** Which rows are shown; all of it stands in the address. */
export function LiveFilters({ filter, onChange }: FiltersProps) {
  const t = useTranslations("live.filter");
  const change = (more: Partial<LiveFilter>) => onChange({ ...filter, ...more });
  return (
    <search aria-label={t("label")} data-print="hide">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <Field label={t("program")} className="w-52 max-sm:w-full">
          <Input
            value={filter.program}
            maxLength={100}
            placeholder={t("programHint")}
            onChange={(event) => change({ program: event.target.value })}
          />
        </Field>
        <Field label={t("remote")} className="w-64 max-sm:w-full">
          <Input
            mono
            value={filter.remote}
            maxLength={100}
            placeholder={t("remoteHint")}
            onChange={(event) => change({ remote: event.target.value })}
          />
        </Field>
        <Field label={t("way")} className="w-36 max-sm:w-full">
          <Select
            value={filter.way}
            onChange={({ target: { value } }) => change({ way: ways.find((way) => way === value) ?? "all" })}
          >
            {ways.map((way) => (
              <option key={way} value={way}>
                {t(`ways.${way}`)}
              </option>
            ))}
          </Select>
        </Field>
        <div className="flex min-h-9 flex-wrap items-center gap-x-5 gap-y-2">
          {(["listening", "loopback"] as const).map((what) => (
            <Switch
              key={what}
              label={t(what)}
              checked={filter[what]}
              onCheckedChange={(shown) => change({ [what]: shown })}
            />
          ))}
          {!isSame(filter, everySocket) && (
            <Button variant="quiet" size="small" onClick={() => onChange(everySocket)}>
              {t("clear")}
            </Button>
          )}
        </div>
      </div>
    </search>
  );
}
