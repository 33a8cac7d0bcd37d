"use client";

import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useFindingText } from "@/lib/client/use-finding-text";
import { useVerb } from "@/lib/client/use-verb";
import { checkKinds } from "@/lib/core/checks/check";
import type { OwnCheckView } from "@/lib/server/services/checks/checks-view";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select } from "../ui/select";

export type OwnCheckInput = { hostId: string } & (
  | { from: "panel"; port: number }
  | { from: "host"; kind: (typeof checkKinds)[number]; target: string; port: number | null }
);

type OwnChecksProps = {
  hostId: string;
  own: readonly OwnCheckView[];
  add: (input: OwnCheckInput) => Promise<Outcome>;
  remove: (input: { hostId: string; checkId: string }) => Promise<Outcome>;
};

const kinds = [...checkKinds, "panel"] as const;

/** Checks that the operator adds to those of the role. */
export function OwnChecks({ hostId, own, add, remove }: OwnChecksProps) {
  const t = useTranslations("checks");
  const removing = useVerb(remove);
  return (
    <div className="flex flex-col gap-4">
      {own.length > 0 && (
        <ul className="divide-y rounded-3 border bg-raised">
          {own.map(({ id, from, kind, target, port }) => {
            const name =
              target === null
                ? t("knock", { port: port ?? 0 })
                : t(`what.${kind}`, { target, port: port ?? 0 });
            return (
              <li key={id} className="flex items-center justify-between gap-3 px-3.5 py-1.5 text-13">
                <span className="min-w-0">
                  <span className="break-words font-mono">{name}</span>{" "}
                  <span className="text-ink-3">{t(`from.${from}`)}</span>
                </span>
                <Button
                  size="small"
                  variant="quiet"
                  aria-label={t("own.remove", { name })}
                  disabled={removing.pending}
                  onClick={() => removing.run({ hostId, checkId: id })}
                >
                  <X aria-hidden />
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      <FailureNote failure={removing.failure} />
      <AddCheck hostId={hostId} add={add} />
    </div>
  );
}

function AddCheck({ hostId, add }: Pick<OwnChecksProps, "hostId" | "add">) {
  const t = useTranslations("checks.own");
  const text = useFindingText();
  const { run, pending, failure } = useVerb(add);
  const [kind, setKind] = useState<(typeof kinds)[number]>("tcp");
  const [target, setTarget] = useState("");
  const [port, setPort] = useState("");
  const hasPort = kind === "tcp" || kind === "http" || kind === "panel";
  function submit(event: FormEvent) {
    event.preventDefault();
    const number = Number(port);
    const done = () => {
      setTarget("");
      setPort("");
    };
    if (kind === "panel") run({ hostId, from: "panel", port: number }, done);
    else run({ hostId, from: "host", kind, target, port: hasPort ? number : null }, done);
  }
  const named = failure !== null && failure.problems.length > 0;
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      {!named && <FailureNote failure={failure} />}
      <div className="grid items-start gap-3 sm:grid-cols-[16rem_1fr_7rem_auto]">
        <Field label={t("kind")}>
          <Select
            value={kind}
            onChange={(event) => setKind(kinds.find((one) => one === event.target.value) ?? "tcp")}
          >
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t(`kinds.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        {kind === "panel" ? (
          <div className="max-sm:hidden" />
        ) : (
          <Field label={t(kind === "dns" ? "name" : "target")} error={text.field(failure, "target")}>
            <Input
              mono
              required
              value={target}
              placeholder={kind === "dns" ? "example.com" : "192.0.2.7"}
              onChange={(event) => setTarget(event.target.value)}
            />
          </Field>
        )}
        {hasPort ? (
          <Field label={t("port")} error={text.field(failure, "port")}>
            <Input
              mono
              required
              inputMode="numeric"
              value={port}
              placeholder="443"
              onChange={(event) => setPort(event.target.value)}
            />
          </Field>
        ) : (
          <div className="max-sm:hidden" />
        )}
        <Button type="submit" pending={pending} className="sm:mt-6">
          <Plus aria-hidden /> {t("add")}
        </Button>
      </div>
    </form>
  );
}
