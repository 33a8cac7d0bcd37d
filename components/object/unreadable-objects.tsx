"use client";

import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import type { UnreadableView } from "@/lib/server/services/object/object-view";
import { Callout } from "../ui/callout";
import { DeleteObject, type DeleteObjectInput } from "./delete-object";
import { UsedBy } from "./used-by";

type UnreadableObjectsProps = {
  kind: DeleteObjectInput["kind"];
  objects: readonly UnreadableView[];
  remove: (input: DeleteObjectInput) => Promise<Outcome>;
};

/** Stored objects that nobody can use: which they are, who names them, and the way out. */
export function UnreadableObjects({ kind, objects, remove }: UnreadableObjectsProps) {
  const t = useTranslations("objects");
  if (objects.length === 0) return null;
  return (
    <Callout kind="warning" title={t("unreadable.title", { count: objects.length })} className="mb-4">
      <p className="max-w-prose">{t("unreadable.text")}</p>
      <ul className="mt-2 flex flex-col gap-3">
        {objects.map(({ id, name, builtIn, usedBy }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <span className="min-w-0 break-all font-medium">{name}</span>
            <UsedBy uses={usedBy} />
            <DeleteObject kind={kind} id={id} name={name} remove={remove} putBack={builtIn} />
          </li>
        ))}
      </ul>
    </Callout>
  );
}
