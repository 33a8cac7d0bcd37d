"use client";

import { useTranslations } from "use-intl";
import { Callout } from "../ui/callout";
import { Time } from "../ui/time";

/** Says of a host that is out of the lists since when: another one may have its name by now. */
export function ArchivedNote({ at }: { at: string }) {
  const t = useTranslations("hosts");
  return (
    <Callout kind="notice" className="mb-6">
      {t.rich("archived", { when: () => <Time key="when" value={at} style="exact" /> })}
    </Callout>
  );
}
