import type { createTranslator } from "use-intl/core";
import { rescueCommands } from "@/lib/core/rollout/rescue";
import type messages from "@/messages/en";
import { Disclosure } from "../ui/disclosure";
import { Section } from "../ui/section";

type ApplyTranslator = ReturnType<typeof createTranslator<typeof messages, "apply">>;

/** The commands, large, to be read off another screen. */
function Commands({ t, className = "" }: { t: ApplyTranslator; className?: string }) {
  return (
    <dl className={`grid gap-x-8 gap-y-3 rounded-3 border bg-raised p-4 ${className}`}>
      {(["ipv4", "ipv6"] as const).map((family) => (
        <div key={family} className="min-w-0">
          <dt className="text-13 text-ink-3">{t(`rescue.${family}`)}</dt>
          {rescueCommands[family].map((command) => (
            <dd key={command} className="break-words font-mono text-16">
              {command}
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

/** What can be typed at the provider's console when everything else failed. */
export function RescueCard({ t }: { t: ApplyTranslator }) {
  return (
    <Section title={t("rescue.title")} lead={t("rescue.lead")}>
      <Commands t={t} className="sm:grid-cols-2" />
    </Section>
  );
}

/** The same beside a countdown, one press away; `open` where the host is in trouble already. */
export function RescueFold({ t, open = false }: { t: ApplyTranslator; open?: boolean }) {
  return (
    <Disclosure title={t("rescue.title")} open={open}>
      <p className="mb-2 max-w-prose text-13 text-ink-2">{t("rescue.lead")}</p>
      <Commands t={t} />
    </Disclosure>
  );
}
