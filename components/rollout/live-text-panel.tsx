"use client";

import { useCallback, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";

type Reading =
  | { readonly state: "reading" }
  | { readonly state: "failed" }
  | { readonly state: "read"; text: string };

/** A host's live rules as text, read when somebody looks at them: a thousand rules would double the page for everybody. */
export function LiveTextPanel({ href, title }: { href: string; title: string }) {
  const t = useTranslations("apply.text");
  const [reading, setReading] = useState<Reading>({ state: "reading" });
  const read = useCallback(
    async (signal?: AbortSignal) => {
      setReading({ state: "reading" });
      try {
        const answer = await fetch(href, { signal });
        if (!answer.ok) throw new Error(`${answer.status}`);
        setReading({ state: "read", text: await answer.text() });
      } catch {
        if (!signal?.aborted) setReading({ state: "failed" });
      }
    },
    [href],
  );
  useEffect(() => {
    const leaving = new AbortController();
    void read(leaving.signal);
    return () => leaving.abort();
  }, [read]);
  switch (reading.state) {
    case "reading":
      return (
        <p role="status" className="text-14 text-ink-2">
          {t("loading")}
        </p>
      );
    case "failed":
      return (
        <div className="flex flex-wrap items-center gap-3">
          <p role="alert" className="text-14">
            {t("failed")}
          </p>
          <Button size="small" onClick={() => void read()}>
            {t("again")}
          </Button>
        </div>
      );
    case "read":
      return <CodeBlock title={title} code={reading.text} />;
  }
}
