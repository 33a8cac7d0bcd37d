"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Field } from "@/components/ui/field";
import { Switch } from "@/components/ui/switch";
import type { Protections } from "@/lib/core/policy/schema";
import { useDraft } from "./draft-context";
import { NumberInput } from "./number-input";
import { RateFields } from "./rate-fields";

/** What switching on begins with: generous, so that a small office behind one address still works. */
const starting = {
  portScan: { ports: 10, minutes: 10 },
  sshGuessing: { count: 4, per: "minute", burst: 8 },
  openConnections: 100,
} as const satisfies Partial<Protections>;

type Named = Exclude<keyof Protections, "logRefused" | "ping">;

/** Checks of what comes in, which the sandbox leaves alone. Each says what it does, and whom it may hurt. */
export function InboundProtections() {
  const t = useTranslations("wizard.protections");
  const { body, dispatch } = useDraft();
  const { protections } = body;
  const change = (part: Partial<Protections>) => dispatch({ type: "change-protections", change: part });
  const hint = (name: Named): ReactNode => (
    <>
      {t(`${name}.hint`)} <span className="block">{t(`${name}.harm`)}</span>
    </>
  );
  const { portScan, sshGuessing, openConnections } = protections;
  return (
    <>
      {(["invalid", "spoofed", "ownSenders", "scans"] as const).map((name) => (
        <Switch
          key={name}
          label={t(`${name}.title`)}
          hint={hint(name)}
          checked={protections[name] === true}
          onCheckedChange={(on) => change({ [name]: on })}
        />
      ))}
      <Numbers
        label={t("portScan.title")}
        hint={hint("portScan")}
        on={portScan !== undefined}
        onSwitch={(on) => change({ portScan: on ? starting.portScan : undefined })}
      >
        {portScan !== undefined && (
          <>
            <Field label={t("portScan.ports")} className="w-40">
              <NumberInput
                value={portScan.ports}
                min={3}
                max={20}
                onChange={(ports) => change({ portScan: { ...portScan, ports } })}
              />
            </Field>
            <Field label={t("portScan.minutes")} className="w-40">
              <NumberInput
                value={portScan.minutes}
                min={1}
                max={60}
                onChange={(minutes) => change({ portScan: { ...portScan, minutes } })}
              />
            </Field>
          </>
        )}
      </Numbers>
      <RateFields
        label={t("sshGuessing.title")}
        hint={hint("sshGuessing")}
        value={sshGuessing === undefined ? null : { ...sshGuessing, perSource: true }}
        start={{ ...starting.sshGuessing, perSource: true }}
        eachSource
        onChange={(rate) => {
          if (rate === null) return change({ sshGuessing: undefined });
          const { perSource: _, ...sshGuessing } = rate;
          change({ sshGuessing });
        }}
      />
      <RateFields
        label={t("newConnections.title")}
        hint={hint("newConnections")}
        value={protections.newConnections}
        start={{ count: 60, per: "second", burst: 120, perSource: true }}
        onChange={(newConnections) => change({ newConnections })}
      />
      <Numbers
        label={t("openConnections.title")}
        hint={hint("openConnections")}
        on={openConnections !== undefined}
        onSwitch={(on) => change({ openConnections: on ? starting.openConnections : undefined })}
      >
        {openConnections !== undefined && (
          <Field label={t("openConnections.most")} className="w-40">
            <NumberInput
              value={openConnections}
              min={1}
              max={65_535}
              onChange={(most) => change({ openConnections: most })}
            />
          </Field>
        )}
      </Numbers>
      <RateFields
        label={t("ping.title")}
        hint={t("ping.hint")}
        value={protections.ping}
        start={{ count: 5, per: "second", burst: 10, perSource: true }}
        onChange={(ping) => change({ ping })}
      />
    </>
  );
}

type NumbersProps = {
  label: string;
  hint: ReactNode;
  on: boolean;
  onSwitch: (on: boolean) => void;
  children: ReactNode;
};

/** A switch with the numbers that it holds to below it. */
function Numbers({ label, hint, on, onSwitch, children }: NumbersProps) {
  return (
    <div className="flex flex-col gap-3">
      <Switch label={label} hint={hint} checked={on} onCheckedChange={onSwitch} />
      {on && <div className="ml-12 flex flex-wrap items-start gap-3">{children}</div>}
    </div>
  );
}
