"use client";

import { Fragment, useId, useState } from "react";
import { useTranslations } from "use-intl";
import type { Check, CheckFrom } from "@/lib/core/checks/check";
import { matrixOf, placeKey } from "@/lib/core/checks/matrix";
import type { ToldResult } from "@/lib/server/services/checks/checks-view";
import type { Question } from "@/lib/server/services/explain/explain-view";
import { ScrollFrame } from "../ui/scroll-frame";
import { CheckDetail } from "./check-detail";
import { MatrixCell } from "./matrix-cell";
import { usePlaceName } from "./place-name";

const rowKey = ({ kind, target, port }: Check) => `${kind} ${target} ${port}`;

type ChecksMatrixProps = {
  hostId: string;
  results: readonly ToldResult[];
  /** Which rules of the host now are those that were expected. */
  rules: Question["rules"];
};

/** What is knocked at in rows, who knocks in columns, and what was met in the cells; a cell opens on what it was held against. */
export function ChecksMatrix({ hostId, results, rules }: ChecksMatrixProps) {
  const t = useTranslations("checks");
  const nameOf = usePlaceName();
  const id = useId();
  const [open, setOpen] = useState<ToldResult | null>(null);
  const { places, rows } = matrixOf(results);
  return (
    <ScrollFrame className="rounded-3 border border-line bg-raised">
      <table className="w-full border-separate border-spacing-0 text-13">
        <caption className="sr-only">{t("matrix.caption")}</caption>
        <thead>
          <tr>
            <th
              scope="col"
              className="sticky left-0 z-10 border-r border-b bg-sunken px-2 py-1.5 text-left font-medium text-12 text-ink-3 sm:px-3"
            >
              {t("matrix.port")}
            </th>
            {places.map((from) => (
              <th
                key={placeKey(from)}
                scope="col"
                className="border-b bg-sunken px-2 py-1.5 text-left font-medium text-13 text-ink sm:px-3"
              >
                {nameOf(from)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&>tr:last-child>*]:border-b-0">
          {rows.map(({ check, cells }) => {
            const shown = cells.find((one) => one !== null && one === open) ?? null;
            const detail = `${id} ${rowKey(check)}`.replaceAll(/\W/g, "-");
            const name = t("knock", { port: check.port ?? 0 });
            return (
              <Fragment key={rowKey(check)}>
                <tr>
                  <th
                    scope="row"
                    className="sticky left-0 z-10 border-r border-b bg-raised px-2 py-1.5 text-left align-top sm:px-3 font-medium"
                  >
                    <span className="whitespace-nowrap font-mono">{name}</span>
                    <span className="block font-normal text-12 text-ink-3 max-sm:hidden">
                      {t(`reason.${check.reason}`)}
                    </span>
                  </th>
                  {cells.map((cell, at) => (
                    <td key={placeKey(places[at] as CheckFrom)} className="border-b p-0.5 align-top">
                      {cell !== null && (
                        <MatrixCell
                          result={cell}
                          open={cell === shown}
                          controls={detail}
                          onPress={() => setOpen(cell === shown ? null : cell)}
                        />
                      )}
                    </td>
                  ))}
                </tr>
                {shown !== null && (
                  <tr id={detail}>
                    <td colSpan={places.length + 1} className="border-b bg-sunken p-2 sm:p-3">
                      <div className="sticky left-2 max-sm:w-[calc(100vw-3.5rem)]">
                        <CheckDetail
                          hostId={hostId}
                          label={t("matrix.detail", { what: name, place: nameOf(shown.check.from) })}
                          result={shown}
                          rules={rules}
                        />
                      </div>
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </ScrollFrame>
  );
}
