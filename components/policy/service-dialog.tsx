"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { FailureNote } from "@/components/ui/failure-note";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useVerb } from "@/lib/client/use-verb";
import { parsePortRange } from "@/lib/core/net/port-range";
import { objectNameSchema, type ServiceObject } from "@/lib/core/policy/schema";
import { useDraft } from "./draft-context";

type Props = {
  typed: string | null;
  onClose: () => void;
  onMade: (name: string) => void;
};

/** Makes a service object on the spot. */
export function ServiceDialog({ typed, onClose, onMade }: Props) {
  const t = useTranslations("wizard.service");
  return (
    <Dialog open={typed !== null} onOpenChange={(open) => !open && onClose()}>
      {typed !== null && (
        <DialogContent title={t("title")} description={t("lead")}>
          <ServiceForm typed={typed} onClose={onClose} onMade={onMade} />
        </DialogContent>
      )}
    </Dialog>
  );
}

type Ports = { readonly ports: string[]; readonly fault: "syntax" | "bounds" | "reversed" | null };

/** Reads a list of ports and ranges, separated by blanks or commas. */
function readPorts(text: string): Ports {
  const ports = text.split(/[\s,]+/).filter((part) => part !== "");
  for (const port of ports) {
    const range = parsePortRange(port);
    if ("fault" in range) return { ports, fault: range.fault };
  }
  return { ports: ports.map((port) => port.replace(":", "-")), fault: null };
}

function ServiceForm({ typed, onClose, onMade }: Props & { typed: string }) {
  const t = useTranslations("wizard.service");
  const { objects, actions, addObject } = useDraft();
  const isPorts = /^\d/.test(typed);
  const [name, setName] = useState(isPorts ? "" : typed);
  const [tcpText, setTcp] = useState(isPorts ? typed : "");
  const [udpText, setUdp] = useState("");
  const [note, setNote] = useState("");
  const { run, pending, failure } = useVerb(actions.saveService);

  const tcp = readPorts(tcpText);
  const udp = readPorts(udpText);
  const parts: ServiceObject["parts"] = [
    ...(tcp.ports.length > 0 ? [{ protocol: "tcp" as const, ports: tcp.ports }] : []),
    ...(udp.ports.length > 0 ? [{ protocol: "udp" as const, ports: udp.ports }] : []),
  ];
  const taken = objects.services.some((service) => service.name === name.trim()) || name.trim() === "all";
  const badName = name !== "" && !objectNameSchema.safeParse(name.trim()).success;
  const ready =
    name.trim() !== "" && !badName && !taken && parts.length > 0 && tcp.fault === null && udp.fault === null;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (!ready) return;
        run({ name: name.trim(), parts, note }, (service) => {
          addObject({ service });
          onMade(service.name);
          onClose();
        });
      }}
    >
      <Field label={t("name")} error={badName ? t("badName") : taken ? t("taken") : undefined}>
        <Input value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field
        label={t("tcp")}
        hint={t("portsHint")}
        error={tcp.fault === null ? undefined : t(`fault.${tcp.fault}`)}
      >
        <Input
          mono
          inputMode="text"
          value={tcpText}
          onChange={(event) => setTcp(event.target.value)}
          placeholder="8080, 9000-9010"
        />
      </Field>
      <Field label={t("udp")} error={udp.fault === null ? undefined : t(`fault.${udp.fault}`)}>
        <Input mono value={udpText} onChange={(event) => setUdp(event.target.value)} placeholder="51820" />
      </Field>
      <Field label={t("note")} note={t("optional")}>
        <Input value={note} onChange={(event) => setNote(event.target.value)} maxLength={200} />
      </Field>
      <FailureNote failure={failure} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="submit" variant="primary" pending={pending} disabled={!ready}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}
