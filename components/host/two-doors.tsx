"use client";

import { Plus } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../ui/button";
import { PracticeButton, PracticeCause, type PracticeDoorProps } from "./practice-door";

function Door({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 p-6 sm:p-8">
      <div>
        <h2 className="font-semibold text-16">{title}</h2>
        <p className="mt-1 max-w-prose text-14 text-ink-2">{text}</p>
      </div>
      <div className="mt-auto">{children}</div>
    </section>
  );
}

/** No host yet: try it where nothing can break, or begin with a real one. */
export function TwoDoors({ cause, createPractice }: PracticeDoorProps) {
  const t = useTranslations("hosts");
  return (
    <div className="grid divide-y divide-line rounded-3 border bg-raised md:grid-cols-2 md:divide-x md:divide-y-0">
      <Door title={t("practice.title")} text={t("practice.text")}>
        {cause ? <PracticeCause cause={cause} /> : <PracticeButton createPractice={createPractice} primary />}
      </Door>
      <Door title={t("add.door.title")} text={t("add.door.text")}>
        <Button asChild variant={cause ? "primary" : "secondary"}>
          <Link href="/hosts/new">
            <Plus aria-hidden />
            {t("add.door.action")}
          </Link>
        </Button>
      </Door>
    </div>
  );
}
