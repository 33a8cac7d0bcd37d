"use client";

import { Download } from "lucide-react";
import { useTranslations } from "use-intl";
import { TextDiff } from "@/components/diff/text-diff";
import { Fold } from "@/components/meaning/fold";
import { buttonClasses } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";
import type { Review } from "@/lib/server/services/review/review-view";

type Props = Pick<Review, "script" | "restore4" | "restore6" | "textDiff4" | "textDiff6"> & {
  scriptHref: string;
};

/** The rules as text, made when somebody looks: a page is not to carry twice what few read. */
export function FoldedTexts({ title, ...texts }: Props & { title: string }) {
  return <Fold title={title}>{() => <ReviewTexts {...texts} />}</Fold>;
}

/** The rules as text, exactly: what changes against the host, what is loaded, and the script that a person could run. */
function ReviewTexts({ script, restore4, restore6, textDiff4, textDiff6, scriptHref }: Props) {
  const t = useTranslations("review.text");
  return (
    <Tabs defaultValue="diff">
      <TabList aria-label={t("label")}>
        <Tab value="diff">{t("diff")}</Tab>
        <Tab value="restore4">{t("restore4")}</Tab>
        <Tab value="restore6">{t("restore6")}</Tab>
        <Tab value="script">{t("script")}</Tab>
      </TabList>
      <TabPanel value="diff" className="flex flex-col gap-4">
        {textDiff4 !== null && <TextDiff label={t("ipv4")} left={textDiff4.live} right={textDiff4.next} />}
        {textDiff6 !== null && <TextDiff label={t("ipv6")} left={textDiff6.live} right={textDiff6.next} />}
        <p className="text-13 text-ink-3">{t("diffNote")}</p>
      </TabPanel>
      <TabPanel value="restore4">
        {restore4 !== null && <CodeBlock title={t("restore4")} code={restore4} />}
      </TabPanel>
      <TabPanel value="restore6">
        {restore6 === null ? (
          <p className="text-14">{t("noIpv6")}</p>
        ) : (
          <CodeBlock title={t("restore6")} code={restore6} />
        )}
      </TabPanel>
      <TabPanel value="script" className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="max-w-prose text-13 text-ink-2">{t("scriptNote")}</p>
          <a href={scriptHref} download className={buttonClasses()}>
            <Download aria-hidden /> {t("download")}
          </a>
        </div>
        {script !== null && <CodeBlock title={t("script")} code={script} />}
      </TabPanel>
    </Tabs>
  );
}
