import type { createTranslator } from "use-intl/core";
import { rescueCommands } from "@/lib/core/rollout/rescue";
import type messages from "@/messages/en";
import { Section } from "../ui/section";

type ApplyTranslator = ReturnType<typeof createTranslator<typeof messages, "apply">>;

/** What can be typed at the provider's console when everything else failed: large, to be read off another screen. */
export function RescueCard({ t }: { t: ApplyTranslator }) {
  return (
    <Section title={t("rescue.title")} lead={t("rescue.lead")}>
      <dl className="grid gap-x-8 gap-y-3 rounded-3 border bg-raised p-4 sm:grid-cols-2">
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
    </Section>
  );
}
