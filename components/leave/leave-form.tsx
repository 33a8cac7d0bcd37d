"use client";

import { LogOut } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useReady } from "@/lib/client/use-ready";
import { useVerb } from "@/lib/client/use-verb";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

type LeaveFormProps = {
  hostName: string;
  /** False: another apply of this host is not over. */
  allowed: boolean;
  leave: (input: { name: string }) => Promise<Outcome>;
};

/** The last question: the host's name, typed by hand, so that it is this host and no other. */
export function LeaveForm({ hostName, allowed, leave }: LeaveFormProps) {
  const t = useTranslations("leave.form");
  const [name, setName] = useState("");
  const { run, pending, failure } = useVerb(leave);
  const matches = name.trim() === hostName;
  const wrong = name !== "" && !hostName.startsWith(name.trim()) ? t("mismatch", { name: hostName }) : null;
  return (
    <form
      inert={!useReady()}
      className="flex flex-col items-start gap-4 rounded-3 border border-line-strong bg-raised p-4 sm:p-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (allowed && matches) run({ name });
      }}
    >
      <Field label={t("label", { name: hostName })} error={wrong} className="w-full max-w-md">
        <Input
          name="name"
          value={name}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <FailureNote failure={failure} />
      <Button type="submit" variant="danger" pending={pending} disabled={!allowed || !matches}>
        <LogOut aria-hidden /> {t("start")}
      </Button>
    </form>
  );
}
