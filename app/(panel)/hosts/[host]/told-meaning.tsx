import { Suspense } from "react";
import { MeaningAnswer } from "@/components/meaning/meaning-answer";
import { MeaningComputing } from "@/components/meaning/meaning-computing";
import type { Between } from "@/components/meaning/meaning-words";
import type { ExplainRules } from "@/components/meaning/row-details";
import { shownRows } from "@/components/meaning/shown-rows";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import type { MeaningView } from "@/lib/server/services/meaning/meaning-view";

type ToldMeaningProps = {
  hostId: string;
  ask: () => Promise<MeaningView | null>;
  explain: ExplainRules;
  between?: Between;
};

/** What changes for packets, sent when it is computed: the rest of the page does not wait for it. */
export async function ToldMeaning(props: ToldMeaningProps) {
  const t = await getTranslations("meaning");
  return (
    <Suspense fallback={<MeaningComputing text={t("computing")} />}>
      <Answer {...props} />
    </Suspense>
  );
}

async function Answer({ hostId, ask, explain, between }: ToldMeaningProps) {
  const answer = await ask();
  return (
    answer && (
      <MeaningAnswer hostId={hostId} meaning={shownRows(answer)} explain={explain} between={between} />
    )
  );
}
