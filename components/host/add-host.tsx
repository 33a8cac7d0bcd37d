"use client";

import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useInspection } from "@/lib/client/use-inspection";
import { useVerb } from "@/lib/client/use-verb";
import type { HostKeyView } from "@/lib/server/services/host/host-view";
import type { KeyView } from "@/lib/server/services/key/key-view";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import {
  type AddHostInput,
  authOf,
  emptyHostForm,
  type HostForm,
  needsKeyFirst,
  readyToAsk,
} from "./add-host-form";
import { FingerprintQuestion } from "./fingerprint-question";
import { InspectionReport } from "./inspection-report";
import type { AcceptManagers } from "./managers-decision";
import { SignInChoice } from "./sign-in-choice";
import { WhereFields } from "./where-fields";

export type AddHostActions = {
  probeHostKey: (input: { address: string; port: number }) => Promise<Outcome<HostKeyView>>;
  makeKey: (input: { name: string }) => Promise<Outcome<KeyView>>;
  addHost: (input: AddHostInput) => Promise<Outcome<{ hostId: string }>>;
  acceptManagers: AcceptManagers;
};

/** Adds a VPS: where it is and how to get in → its fingerprint → the inspection as it happens → what was found. */
export function AddHost(actions: AddHostActions) {
  const t = useTranslations("hosts.add");
  const router = useRouter();
  const [form, setForm] = useState<HostForm>(emptyHostForm);
  const [shown, setShown] = useState<HostKeyView | null>(null);
  const [hostId, setHostId] = useState<string | null>(null);
  const probe = useVerb(actions.probeHostKey);
  const make = useVerb(actions.makeKey);
  const add = useVerb(actions.addHost);
  const { inspection, run: inspect } = useInspection();
  const change = (part: Partial<HostForm>) => setForm((before) => ({ ...before, ...part }));
  const port = Number(form.port);

  function ask(event: FormEvent) {
    event.preventDefault();
    probe.run({ address: form.address.trim(), port }, setShown);
  }
  function makeKey(then: (key: KeyView) => void) {
    make.run({ name: form.name.trim() || t("keyName") }, (key) => {
      change({ key });
      then(key);
    });
  }
  function agree(fingerprint: string, key: KeyView | null = form.key) {
    if (form.auth === "password-once" && !key) {
      makeKey((made) => agree(fingerprint, made));
      return;
    }
    const auth = authOf(form, key);
    if (!auth) return;
    add.run(
      {
        name: form.name.trim(),
        address: form.address.trim(),
        port,
        user: form.user.trim(),
        fingerprint,
        auth,
      },
      (added) => {
        // The password has done its one job.
        change({ password: "", privateKey: "", passphrase: "" });
        setHostId(added.hostId);
        router.refresh();
        inspect(added.hostId, () => router.refresh());
      },
    );
  }

  if (hostId) {
    return (
      <InspectionReport
        inspection={inspection}
        hostId={hostId}
        acceptManagers={actions.acceptManagers}
        again={() => inspect(hostId, () => router.refresh())}
      />
    );
  }

  return (
    <form onSubmit={ask} className="flex max-w-2xl flex-col gap-8" onChange={() => shown && setShown(null)}>
      <WhereFields form={form} change={change} failures={[probe.failure, make.failure, add.failure]} />
      <SignInChoice
        form={form}
        change={change}
        failure={add.failure ?? make.failure}
        making={make.pending}
        makeKey={() => makeKey(() => {})}
      />
      <FailureNote failure={make.failure ?? probe.failure} />
      {shown && readyToAsk(form) ? (
        <>
          <FingerprintQuestion
            shown={shown}
            address={form.address}
            pending={add.pending || make.pending}
            agree={() => agree(shown.fingerprint)}
            refuse={() => setShown(null)}
          />
          <FailureNote failure={add.failure} />
        </>
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" pending={probe.pending} disabled={!readyToAsk(form)}>
            {probe.pending ? t("asking") : t("ask")}
            {!probe.pending && <ArrowRight aria-hidden />}
          </Button>
          <Button asChild variant="quiet">
            <Link href="/">{t("leave")}</Link>
          </Button>
          {needsKeyFirst(form) && <p className="text-13 text-ink-3">{t("makeFirst")}</p>}
        </div>
      )}
    </form>
  );
}
