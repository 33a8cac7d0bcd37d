"use client";

import { useTranslations } from "use-intl";
import type { FlowView } from "@/lib/server/services/flows/flows-view";
import { Checkbox } from "../ui/checkbox";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table";
import { canCut, endText } from "./flow-words";

type FlowTableProps = {
  label: string;
  flows: readonly FlowView[];
  picked: ReadonlySet<string>;
  onPick: (key: string, pick: boolean) => void;
};

/** Open flows of one kind, each to be picked where it can be cut. */
export function FlowTable({ label, flows, picked, onPick }: FlowTableProps) {
  const t = useTranslations("flows");
  return (
    <Table aria-label={label}>
      <TableHead>
        <tr>
          <HeadCell className="w-10">{t("column.pick")}</HeadCell>
          <HeadCell className="hidden sm:table-cell">{t("column.from")}</HeadCell>
          <HeadCell>{t("column.to")}</HeadCell>
          <HeadCell className="hidden sm:table-cell">{t("column.way")}</HeadCell>
          <HeadCell>{t("column.program")}</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {flows.map((flow) => (
          <FlowRow
            key={flow.key}
            flow={flow}
            picked={picked.has(flow.key)}
            onPick={(pick) => onPick(flow.key, pick)}
          />
        ))}
      </TableBody>
    </Table>
  );
}

type FlowRowProps = { flow: FlowView; picked: boolean; onPick: (pick: boolean) => void };

function FlowRow({ flow, picked, onPick }: FlowRowProps) {
  const t = useTranslations("flows");
  const { keeper, means, protocol } = flow;
  const [from, to] = [endText(flow.from), endText(flow.to)];
  const why =
    keeper !== null
      ? t(`keeper.${keeper}`)
      : means === "no-tool"
        ? t("no-tool")
        : flow.asNew === "cannot-tell"
          ? t("undecided")
          : null;
  return (
    <Row>
      <Cell>
        <Checkbox
          label={t("pick", { protocol, from, to })}
          hideLabel
          disabled={!canCut(flow)}
          checked={picked}
          onCheckedChange={(checked) => onPick(checked === true)}
        />
      </Cell>
      <Cell className="hidden whitespace-nowrap font-mono sm:table-cell">{from}</Cell>
      <Cell>
        {/* Where there is no room for two columns, both ends stand in one. */}
        <span className="block break-all font-mono text-ink-2 sm:hidden">{`${from} →`}</span>
        <span className="break-all font-mono sm:whitespace-nowrap">{`${protocol} ${to}`}</span>
        {why !== null && <span className="block text-12 text-ink-3">{why}</span>}
      </Cell>
      <Cell className="hidden sm:table-cell">{t(`way.${flow.way}`)}</Cell>
      <Cell>
        {flow.program === null ? (
          <span className="text-ink-3">{t("unknownProgram")}</span>
        ) : (
          <span className="font-mono">{flow.program}</span>
        )}
      </Cell>
    </Row>
  );
}
