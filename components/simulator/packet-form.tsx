"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useId, useRef, useState, useTransition } from "react";
import { useTranslations } from "use-intl";
import type { FieldFault, Offers, Question } from "@/lib/server/services/explain/explain-view";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select } from "../ui/select";
import { explainHref } from "./explain-href";
import { MoreFields } from "./more-fields";
import { fieldsFor, protocols, states, visible } from "./question-fields";
import { WayChoice } from "./way-choice";

type PacketFormProps = {
  hostId: string;
  question: Question;
  faults: readonly FieldFault[];
  offers: Offers;
  own: { readonly 4: string | null; readonly 6: string | null };
};

/** What every part of the form needs to show and change a field. */
export type FieldTools = {
  question: Question;
  set: (change: Partial<Question>) => void;
  faultOf: (field: FieldFault["field"]) => string | null;
};

/**
 * The question as a form. It works as a plain GET; with scripts it leaves what is not said out of the address, and follows
 * the browser's way back and forth.
 */
export function PacketForm({ hostId, question: asked, faults, offers, own }: PacketFormProps) {
  const t = useTranslations("explain");
  const router = useRouter();
  const lists = useId();
  const [pending, start] = useTransition();
  const [question, setQuestion] = useState(asked);
  const [shown, setShown] = useState(asked);
  // Another address is another question: what is typed gives way to it.
  if (shown !== asked && JSON.stringify(shown) !== JSON.stringify(asked)) {
    setShown(asked);
    setQuestion(asked);
  }
  const tools: FieldTools = {
    question,
    set: (change) => setQuestion((before) => ({ ...before, ...change })),
    faultOf(field) {
      const fault = faults.find((one) => one.field === field);
      return fault ? t(`fault.${fault.code}`, { ...fault.params }) : null;
    },
  };
  const { set, faultOf } = tools;
  const has = fieldsFor(question);
  const ownAddress = own[question.family === "6" || question.from.includes(":") ? 6 : 4] ?? own[4] ?? own[6];
  const self = ownAddress === null ? t("form.oneAddress") : t("form.self", { address: ownAddress });
  const form = useRef<HTMLFormElement>(null);
  // What cannot be read is where the writing goes on.
  const faulty = faults.map(({ field }) => field).join(" ");
  useEffect(() => {
    if (faulty !== "") form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faulty]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { show: _show, rules, ...packet } = question;
    start(() => router.push(explainHref(hostId, { rules: asked.rules ?? rules, ...visible(packet) })));
  };
  return (
    <form
      ref={form}
      action={`/hosts/${hostId}/explain#answer`}
      method="get"
      onSubmit={submit}
      aria-label={t("form.title")}
      className="flex flex-col gap-3.5"
    >
      {asked.rules !== "live" && <input type="hidden" name="rules" value={asked.rules} />}
      <WayChoice value={question.way} onChange={(way) => set({ way })} />
      <Field label={t("form.from")} error={faultOf("from")}>
        <Input
          mono
          name="from"
          value={question.from}
          list={`${lists}-addresses`}
          placeholder={question.way === "out" ? self : t("form.oneAddress")}
          onChange={(event) => set({ from: event.target.value })}
        />
      </Field>
      <Field label={t("form.to")} error={faultOf("to")}>
        <Input
          mono
          name="to"
          value={question.to}
          list={`${lists}-addresses`}
          placeholder={question.way === "in" ? self : t("form.oneAddress")}
          onChange={(event) => set({ to: event.target.value })}
        />
      </Field>
      <div className="grid grid-cols-2 items-start gap-3">
        <Field label={t("form.proto")} error={faultOf("proto")}>
          <Select
            name="proto"
            value={question.proto}
            onChange={(event) => set({ proto: event.target.value })}
          >
            {!protocols.some((name) => name === question.proto) && (
              <option value={question.proto}>{question.proto}</option>
            )}
            {protocols.map((name) => (
              <option key={name} value={name}>
                {t(`form.protos.${name}`)}
              </option>
            ))}
          </Select>
        </Field>
        {has.ports && (
          <Field label={t("form.port")} error={faultOf("port")}>
            <Input
              mono
              name="port"
              inputMode="numeric"
              value={question.port}
              list={`${lists}-ports`}
              onChange={(event) => set({ port: event.target.value })}
            />
          </Field>
        )}
        {has.icmp && (
          <Field label={t("form.icmp")} error={faultOf("icmp")}>
            <Input
              mono
              name="icmp"
              value={question.icmp}
              onChange={(event) => set({ icmp: event.target.value })}
            />
          </Field>
        )}
      </div>
      <Field label={t("form.state")}>
        <Select
          name="state"
          value={question.state}
          onChange={(event) => {
            const state = states.find((one) => one === event.target.value);
            if (state) set({ state });
          }}
        >
          {states.map((state) => (
            <option key={state} value={state}>
              {t(`form.states.${state}`)}
            </option>
          ))}
        </Select>
      </Field>
      <MoreFields tools={tools} offers={offers} />
      <Button type="submit" variant="primary" pending={pending}>
        {!pending && <Search aria-hidden />}
        {t("form.ask")}
      </Button>
      <datalist id={`${lists}-addresses`}>
        {offers.addresses.map(({ name, address }) => (
          <option key={name} value={address} label={name} />
        ))}
      </datalist>
      <datalist id={`${lists}-ports`}>
        {offers.ports.map(({ name, port }) => (
          <option key={port} value={port} label={name} />
        ))}
      </datalist>
    </form>
  );
}
