"use client";

import { useTranslations } from "use-intl";
import { CodeBlock } from "@/components/ui/code-block";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";
import type { LiveText } from "@/lib/server/services/apply/apply-view";

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
  before: LiveText | null;
  after: LiveText | null;
  /** JSON */
  policy: string;
}) {
  const t = useTranslations("apply.text");
  const live = (text: LiveText | null) => {
    const parts = [text?.ipv4, text?.ipv6].filter(
      (part) => part !== null && part !== undefined && part !== "",
    );
    return parts.length === 0 ? null : parts.join("\n");
  };
  const texts = [
    { id: "rules4", text: rules4 },
    { id: "rules6", text: rules6 },
    { id: "before", text: live(before) },
    { id: "after", text: live(after) },
    { id: "policy", text: policy },
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
      {texts.map(({ id, text }) => (
        <TabPanel key={id} value={id}>
          {text === null ? (
            <p className="text-14 text-ink-2">{t("none")}</p>
          ) : (
            <CodeBlock title={t(id)} code={text} />
          )}
        </TabPanel>
      ))}
    </Tabs>
  );
}
