"use client";

import { useTranslations } from "use-intl";
import { CodeBlock } from "@/components/ui/code-block";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";
import { LiveTextPanel } from "./live-text-panel";

/** What was sent, what the host held before and after, and the policy that it came from. */
export function ApplyTexts({
  rules4,
  rules6,
  before,
  after,
  policy,
}: {
  rules4: string;
  rules6: string | null;
  /** Where the live text can be read; null: it is not on record. */
  before: string | null;
  after: string | null;
  /** JSON */
  policy: string;
}) {
  const t = useTranslations("apply.text");
  const code = (id: "rules4" | "rules6" | "policy", text: string | null) =>
    text === null ? null : <CodeBlock title={t(id)} code={text} />;
  const live = (id: "before" | "after", href: string | null) =>
    href === null ? null : <LiveTextPanel title={t(id)} href={href} />;
  const texts = [
    { id: "rules4", panel: code("rules4", rules4) },
    { id: "rules6", panel: code("rules6", rules6) },
    { id: "before", panel: live("before", before) },
    { id: "after", panel: live("after", after) },
    { id: "policy", panel: code("policy", policy) },
  ] as const;
  return (
    <Tabs defaultValue="rules4">
      <TabList aria-label={t("label")}>
        {texts.map(({ id }) => (
          <Tab key={id} value={id}>
            {t(id)}
          </Tab>
        ))}
      </TabList>
      {texts.map(({ id, panel }) => (
        <TabPanel key={id} value={id}>
          {panel ?? <p className="text-14 text-ink-2">{t("none")}</p>}
        </TabPanel>
      ))}
    </Tabs>
  );
}
