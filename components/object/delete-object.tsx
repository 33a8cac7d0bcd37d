"use client";

import { RotateCcw, Trash2 } from "lucide-react";
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
  /** It comes with the product, so that it is put back as it came. */
  putBack?: boolean;
};

/** Deletes an object, or puts one that comes with the product back; where a draft names it, the panel refuses and says which. */
export function DeleteObject({ kind, id, name, remove, putBack = false }: DeleteObjectProps) {
  const t = useTranslations("objects");
  const verb = putBack ? "putBack" : "delete";
  const router = useRouter();
  const { run, pending, failure } = useVerb(remove);
  return (
    <div className="flex flex-col gap-3">
      <FailureNote failure={failure} />
      <div>
        <ConfirmDialog
          trigger={
            <Button pending={pending}>
              {!pending && (putBack ? <RotateCcw aria-hidden /> : <Trash2 aria-hidden />)}
              {t(verb)}
            </Button>
          }
          title={t(`${verb}Title`, { name })}
          consequence={t(`${verb}Text`)}
          confirmLabel={t(verb)}
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
