"use client";

import { useTranslations } from "use-intl";
import { Callout } from "@/components/ui/callout";
import { RadioCards } from "@/components/ui/radio-cards";
import { useDraft } from "./draft-context";
import { ObserveChoice } from "./observe-choice";

/** The sandbox's two questions: name resolution, and whose inbound connections may be answered; and what it cannot do. */
export function SandboxSwitches() {
  const t = useTranslations("wizard.sandbox");
  const { body, dispatch, facts } = useDraft();
  const { client } = body;
  return (
    <>
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold text-14">{t("dns.label")}</h3>
        <RadioCards
          label={t("dns.label")}
          value={client.dns}
          onValueChange={(dns) => dispatch({ type: "change-client", change: { dns } })}
          className="sm:grid-cols-3"
          cards={(["udp", "both", "off"] as const).map((value) => ({
            value,
            title: t(`dns.${value}.title`),
            description: t(`dns.${value}.hint`),
          }))}
        />
        {facts !== null && facts.resolvers.length > 0 && client.dns !== "off" && (
          <p className="text-13 text-ink-3">{t("dns.resolvers", { list: facts.resolvers.join(", ") })}</p>
        )}
      </section>
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold text-14">{t("replies.label")}</h3>
        <RadioCards
          label={t("replies.label")}
          value={client.replies}
          onValueChange={(replies) => dispatch({ type: "change-client", change: { replies } })}
          className="sm:grid-cols-3"
          cards={(["admin", "all", "none"] as const).map((value) => ({
            value,
            title: t(`replies.${value}.title`),
            description: t(`replies.${value}.hint`),
          }))}
        />
      </section>
      <ObserveChoice />
      <Callout kind="notice" title={t("limits.title")}>
        <ul className="list-disc pl-5">
          <li>{t("limits.dns")}</li>
          <li>{t(client.observe ? "limits.ipv6Observed" : "limits.ipv6")}</li>
          <li>{t("limits.containers")}</li>
        </ul>
      </Callout>
    </>
  );
}
