"use client";

import { DoorOpen } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useVerb } from "@/lib/client/use-verb";
import { Button } from "../ui/button";
import { Dialog, DialogContent } from "../ui/dialog";
import { FailureNote } from "../ui/failure-note";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select } from "../ui/select";
import { spans, useSpanText } from "./use-span-text";

type GuestInput = { hostId: string; address: string; service: string; hours: number };

type GuestDoorProps = {
  hostId: string;
  /** From where the panel sees the reader; `usable`: a host elsewhere would see the same. */
  viewer: { readonly address: string; readonly usable: boolean } | null;
  /** Names of the services to choose from. */
  services: readonly string[];
  letIn: (input: GuestInput) => Promise<Outcome<{ until: string }>>;
};

/** Asks whom to let in, to what and for how long; then leads to the review. */
export function GuestDoor({ hostId, viewer, services, letIn }: GuestDoorProps) {
  const t = useTranslations("guest");
  const common = useTranslations("common");
  const span = useSpanText();
  const router = useRouter();
  const { run, pending, failure, clear } = useVerb(letIn);
  const [open, setOpen] = useState(false);
  const [address, setAddress] = useState(viewer?.usable ? viewer.address : "");
  const [service, setService] = useState(services.includes("ssh") ? "ssh" : (services[0] ?? ""));
  const [hours, setHours] = useState(2);
  const close = () => {
    clear();
    setOpen(false);
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    run({ hostId, address, service, hours }, () => router.push(`/hosts/${hostId}/review` as Route));
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <DoorOpen aria-hidden /> {t("open")}
      </Button>
      <Dialog open={open} onOpenChange={(next) => !next && close()}>
        <DialogContent title={t("title")} description={t("lead")}>
          <form onSubmit={submit} className="flex flex-col gap-4">
            <FailureNote failure={failure} />
            <Field
              label={t("address")}
              hint={
                viewer === null
                  ? undefined
                  : t(viewer.usable ? "addressHint" : "addressUnknown", { address: viewer.address })
              }
            >
              <Input
                mono
                required
                value={address}
                placeholder="203.0.113.5"
                onChange={(event) => setAddress(event.target.value)}
              />
            </Field>
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label={t("service")}>
                <Select value={service} onChange={(event) => setService(event.target.value)}>
                  {services.map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </Select>
              </Field>
              <Field label={t("hours")}>
                <Select value={hours} onChange={(event) => setHours(Number(event.target.value))}>
                  {spans.map((one) => (
                    <option key={one} value={one}>
                      {span(one)}
                    </option>
                  ))}
                </Select>
              </Field>
            </div>
            <div className="flex justify-end gap-2">
              <Button onClick={close}>{common("cancel")}</Button>
              <Button type="submit" variant="primary" pending={pending} disabled={address.trim() === ""}>
                {t("go")}
              </Button>
            </div>
          </form>
        </DialogContent>
      </Dialog>
    </>
  );
}
