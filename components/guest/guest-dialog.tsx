"use client";

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

export type GuestInput = { hostId: string; service: string; hours: number } & (
  | { address: string }
  | { network: string }
);

export type LetIn = (input: GuestInput) => Promise<Outcome<{ until: string }>>;

type GuestDialogProps = {
  hostId: string;
  /** Whom it is about at first, and to what. With the name of a network that address alone, or all of the network. */
  start: { readonly address: string; readonly network?: string | null; readonly service: string };
  hint?: string | undefined;
  /** Names of the services to choose from. */
  services: readonly string[];
  letIn: LetIn;
  onClose: () => void;
};

/** Asks whom to let in, to what and for how long; then leads to the review. On the page only while it is open. */
export function GuestDialog({ hostId, start, hint, services, letIn, onClose }: GuestDialogProps) {
  const t = useTranslations("guest");
  const common = useTranslations("common");
  const span = useSpanText();
  const router = useRouter();
  const { run, pending, failure } = useVerb(letIn);
  const [address, setAddress] = useState(start.address);
  const [network, setNetwork] = useState<string | null>(null);
  const [service, setService] = useState(start.service);
  const [hours, setHours] = useState(2);
  function submit(event: FormEvent) {
    event.preventDefault();
    const who = network === null ? { address } : { network };
    run({ hostId, ...who, service, hours }, () => router.push(`/hosts/${hostId}/review` as Route));
  }
  return (
    <Dialog open onOpenChange={(next) => !next && onClose()}>
      <DialogContent title={t("title")} description={t("lead")}>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <FailureNote failure={failure} />
          {start.network != null && (
            <Field label={t("who")}>
              <Select
                value={network === null ? "address" : "network"}
                onChange={({ target: { value } }) =>
                  setNetwork(value === "network" ? (start.network ?? null) : null)
                }
              >
                <option value="address">{t("addressAlone")}</option>
                <option value="network">{t("wholeNetwork", { network: start.network })}</option>
              </Select>
            </Field>
          )}
          {network === null && (
            <Field label={t("address")} hint={hint}>
              <Input
                mono
                required
                value={address}
                placeholder="203.0.113.5"
                onChange={(event) => setAddress(event.target.value)}
              />
            </Field>
          )}
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
            <Button onClick={onClose}>{common("cancel")}</Button>
            <Button
              type="submit"
              variant="primary"
              pending={pending}
              disabled={network === null && address.trim() === ""}
            >
              {t("go")}
            </Button>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  );
}
