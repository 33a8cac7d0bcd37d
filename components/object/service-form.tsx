"use client";

import { Plus, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useFindingText } from "@/lib/client/use-finding-text";
import { useVerb } from "@/lib/client/use-verb";
import { objectNameSchema, type ServiceObject } from "@/lib/core/policy/schema";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select } from "../ui/select";
import { toast } from "../ui/toast";
import { readPorts } from "./read-ports";

export type ServiceInput = { id: string | null; name: string; parts: ServiceObject["parts"]; note: string };

type Part = { key: number; protocol: "tcp" | "udp" | "ping"; ports: string };

type ServiceFormProps = {
  service: (ServiceInput & { builtIn: boolean }) | null;
  save: (input: ServiceInput) => Promise<Outcome<{ id: string }>>;
};

const toPart = (part: ServiceObject["parts"][number], key: number): Part => ({
  key,
  protocol: part.protocol,
  ports: part.protocol === "ping" ? "" : part.ports.join(", "),
});

/** Makes or changes a named service: protocols with their ports. */
export function ServiceForm({ service, save }: ServiceFormProps) {
  const t = useTranslations("objects");
  const common = useTranslations("common");
  const text = useFindingText();
  const router = useRouter();
  const { run, pending, failure } = useVerb(save);
  const [name, setName] = useState(service?.name ?? "");
  const [note, setNote] = useState(service?.note ?? "");
  const [parts, setParts] = useState<Part[]>(
    () => service?.parts.map(toPart) ?? [{ key: 0, protocol: "tcp", ports: "" }],
  );

  const read = parts.map((part) => (part.protocol === "ping" ? null : readPorts(part.ports)));
  const badName = name !== "" && !objectNameSchema.safeParse(name.trim()).success;
  const ready =
    name.trim() !== "" &&
    !badName &&
    parts.length > 0 &&
    read.every((list) => list === null || (list.fault === null && list.ports.length > 0));
  const change = (key: number, next: Partial<Part>) =>
    setParts((before) => before.map((part) => (part.key === key ? { ...part, ...next } : part)));

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    const made: ServiceObject["parts"] = parts.map((part, at) =>
      part.protocol === "ping"
        ? { protocol: "ping" }
        : { protocol: part.protocol, ports: [...(read[at]?.ports ?? [])] },
    );
    run({ id: service?.id ?? null, name: name.trim(), parts: made, note: note.trim() }, () => {
      toast(common("saved"));
      router.push("/objects/services");
      router.refresh();
    });
  }

  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-5">
      <FailureNote failure={failure} />
      <Field
        label={t("column.name")}
        hint={service?.builtIn ? t("services.nameFixed") : undefined}
        error={badName ? t("badName") : text.field(failure, "name")}
      >
        <Input
          required
          readOnly={service?.builtIn}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <fieldset className="flex flex-col gap-3">
        <legend className="mb-1 font-medium text-13">{t("services.parts")}</legend>
        {parts.map((part, at) => {
          const fault = read[at]?.fault ?? null;
          return (
            <div key={part.key} className="flex items-start gap-2">
              <Field label={t("services.protocol")} hideLabel className="w-24 shrink-0">
                <Select
                  value={part.protocol}
                  onChange={(event) => change(part.key, { protocol: event.target.value as Part["protocol"] })}
                >
                  {(["tcp", "udp", "ping"] as const).map((one) => (
                    <option key={one} value={one}>
                      {one}
                    </option>
                  ))}
                </Select>
              </Field>
              {part.protocol !== "ping" && (
                <Field
                  label={t("services.ports")}
                  hideLabel
                  className="flex-1"
                  error={
                    fault
                      ? t(`services.fault.${fault.kind}`, { text: fault.text })
                      : text.field(failure, "parts", at)
                  }
                >
                  <Input
                    mono
                    placeholder={t("services.portsExample")}
                    value={part.ports}
                    onChange={(event) => change(part.key, { ports: event.target.value })}
                  />
                </Field>
              )}
              <Button
                variant="quiet"
                size="icon"
                className="ml-auto size-9"
                disabled={parts.length === 1}
                aria-label={t("services.removePart", { number: at + 1 })}
                onClick={() => setParts((before) => before.filter((one) => one.key !== part.key))}
              >
                <Trash2 aria-hidden />
              </Button>
            </div>
          );
        })}
        <div>
          <Button
            size="small"
            variant="quiet"
            disabled={parts.length >= 16}
            onClick={() =>
              setParts((before) => [
                ...before,
                { key: Math.max(-1, ...before.map((part) => part.key)) + 1, protocol: "tcp", ports: "" },
              ])
            }
          >
            <Plus aria-hidden />
            {t("services.addPart")}
          </Button>
        </div>
      </fieldset>
      <Field label={t("column.note")} note={common("optional")} error={text.field(failure, "note")}>
        <Input maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
      </Field>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" pending={pending} disabled={!ready}>
          {common("save")}
        </Button>
        <Button onClick={() => router.push("/objects/services")}>{common("cancel")}</Button>
      </div>
    </form>
  );
}
