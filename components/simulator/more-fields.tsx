"use client";

import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { Offers } from "@/lib/server/services/explain/explain-view";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select } from "../ui/select";
import type { FieldTools } from "./packet-form";
import { fieldsFor } from "./question-fields";

/** Fields that few questions need. They stand open where one of them says something, or is wrong. */
const rare = ["family", "sport", "in", "out", "flags", "user"] as const;

export function MoreFields({ tools, offers }: { tools: FieldTools; offers: Offers }) {
  const t = useTranslations("explain.form");
  const lists = useId();
  const { question, set, faultOf } = tools;
  const has = fieldsFor(question);
  const used = rare.some((field) => question[field] !== "" || faultOf(field) !== null);
  const [open, setOpen] = useState(used);
  const [wasUsed, setWasUsed] = useState(used);
  // Opens by itself when another question says something here; closing is left to the reader.
  if (used !== wasUsed) {
    setWasUsed(used);
    if (used) setOpen(true);
  }
  return (
    <details
      className="group rounded-2 border"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="flex min-h-9 list-none items-center gap-1.5 px-2.5 text-13 text-ink-2 hover:text-ink touch:min-h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 transition-transform duration-100 group-open:rotate-90"
        />
        {t("more")}
      </summary>
      <div className="grid grid-cols-2 items-start gap-3 border-t p-2.5">
        <Field label={t("family")} error={faultOf("family")} className="col-span-2">
          <Select
            name="family"
            value={question.family}
            onChange={({ target }) =>
              set({ family: target.value === "4" || target.value === "6" ? target.value : "" })
            }
          >
            <option value="">{t("familyAuto")}</option>
            <option value="4">IPv4</option>
            <option value="6">IPv6</option>
          </Select>
        </Field>
        {has.ports && (
          <Field label={t("sport")} error={faultOf("sport")}>
            <Input
              mono
              name="sport"
              inputMode="numeric"
              value={question.sport}
              placeholder={question.state === "reply" ? undefined : t("sportAuto")}
              onChange={(event) => set({ sport: event.target.value })}
            />
          </Field>
        )}
        {has.flags && (
          <Field label={t("flags")} error={faultOf("flags")}>
            <Input
              mono
              name="flags"
              value={question.flags}
              placeholder={question.state === "new" ? "SYN" : "ACK"}
              onChange={(event) => set({ flags: event.target.value })}
            />
          </Field>
        )}
        {(["in", "out"] as const).map(
          (side) =>
            has[side] && (
              <Field key={side} label={t(side)} error={faultOf(side)}>
                <Input
                  mono
                  name={side}
                  value={question[side]}
                  list={`${lists}-interfaces`}
                  placeholder={question.way === "through" ? t("userAuto") : t("interfaceAuto")}
                  onChange={(event) => set({ [side]: event.target.value })}
                />
              </Field>
            ),
        )}
        {has.user && (
          <Field label={t("user")} error={faultOf("user")}>
            <Input
              mono
              name="user"
              value={question.user}
              list={`${lists}-users`}
              placeholder={t("userAuto")}
              onChange={(event) => set({ user: event.target.value })}
            />
          </Field>
        )}
      </div>
      <datalist id={`${lists}-interfaces`}>
        {offers.interfaces.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <datalist id={`${lists}-users`}>
        {offers.users.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </details>
  );
}
