"use client";

import { Trash2 } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useVerb } from "@/lib/client/use-verb";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { FailureNote } from "../ui/failure-note";

export type DeleteObjectInput = { kind: "network" | "service"; id: string };

type DeleteObjectProps = DeleteObjectInput & {
  name: string;
  remove: (input: DeleteObjectInput) => Promise<Outcome>;
};

/** Deletes an object; where a draft names it, the panel refuses and says which. */
export function DeleteObject({ kind, id, name, remove }: DeleteObjectProps) {
  const t = useTranslations("objects");
  const router = useRouter();
  const { run, pending, failure } = useVerb(remove);
  return (
    <div className="flex flex-col gap-3">
      <FailureNote failure={failure} />
      <div>
        <ConfirmDialog
          trigger={
            <Button pending={pending}>
              {!pending && <Trash2 aria-hidden />}
              {t("delete")}
            </Button>
          }
          title={t("deleteTitle", { name })}
          consequence={t("deleteText")}
          confirmLabel={t("delete")}
          onConfirm={() =>
            run({ kind, id }, () => {
              router.push(`/objects/${kind}s` as Route);
              router.refresh();
            })
          }
        />
      </div>
    </div>
  );
}
