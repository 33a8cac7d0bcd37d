"use client";

import { useTranslations } from "use-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { useDraft } from "./draft-context";
import { Labelled } from "./inbound-row";
import { ServicePicker } from "./service-picker";

const usual = ["http", "https", "dns", "ntp", "smtp", "ftp"] as const;

/** The services that the VPS uses elsewhere: the usual ones as boxes, one's own as chips. */
export function ClientServices() {
  const t = useTranslations("wizard.client");
  const { body, dispatch, facts } = useDraft();
  const { services } = body.client;
  const set = (next: string[]) => dispatch({ type: "change-client", change: { services: next } });
  const own = services.filter((name) => !usual.some((one) => one === name));
  return (
    <section className="flex flex-col gap-3">
      <h3 className="font-semibold text-14">{t("services.label")}</h3>
      <div className="grid gap-x-6 gap-y-3 rounded-3 border border-line bg-raised p-4 sm:grid-cols-2">
        {usual.map((name) => (
          <Checkbox
            key={name}
            label={t(`services.${name}.title`)}
            hint={
              name === "ftp" && facts !== null && !facts.ftpHelper
                ? t("services.ftp.noHelper")
                : t(`services.${name}.hint`)
            }
            checked={services.includes(name)}
            onCheckedChange={(checked) =>
              set(checked === true ? [...services, name] : services.filter((one) => one !== name))
            }
          />
        ))}
        <div className="sm:col-span-2">
          <Labelled label={t("services.own")}>
            <ServicePicker
              label={t("services.own")}
              withAll={false}
              value={own}
              onChange={(next) => set([...services.filter((name) => !own.includes(name)), ...next])}
            />
          </Labelled>
        </div>
      </div>
    </section>
  );
}
