"use client";

import {
  Ban,
  CircleCheck,
  CircleDashed,
  LoaderCircle,
  type LucideIcon,
  OctagonMinus,
  Play,
  TimerOff,
  Unplug,
} from "lucide-react";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import type { Failure, Outcome } from "@/lib/client/outcome";
import { vantagePoints } from "@/lib/core/checks/check";
import type { ProbeView } from "@/lib/server/services/practice/practice-view";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { Select } from "../ui/select";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table";

export type ProbeTarget = { protocol: "tcp" | "udp" | "ping"; port: number | null };

const looks: Readonly<Record<ProbeView["outcome"], { icon: LucideIcon; look: string }>> = {
  works: { icon: CircleCheck, look: "text-confirmed" },
  refused: { icon: Ban, look: "text-ink" },
  forbidden: { icon: OctagonMinus, look: "text-ink" },
  "timed-out": { icon: TimerOff, look: "text-ink-2" },
  unreachable: { icon: Unplug, look: "text-ink-2" },
};

type ProbeMatrixProps = {
  hostId: string;
  targets: readonly ProbeTarget[];
  probe: (input: unknown) => Promise<Outcome<ProbeView>>;
};

const targetKey = (target: ProbeTarget) => `${target.protocol} ${target.port ?? ""}`.trim();

/** Tries each service from each place of the practice internet and shows what was seen there: real packets, real rules. */
export function ProbeMatrix({ hostId, targets, probe }: ProbeMatrixProps) {
  const t = useTranslations("hosts.probe");
  const [family, setFamily] = useState<4 | 6>(4);
  const [seen, setSeen] = useState<Readonly<Record<string, ProbeView>>>({});
  const [trying, setTrying] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const round = useRef(0);
  const keyOf = (from: string, target: ProbeTarget) => `${from} ${family} ${targetKey(target)}`;

  async function tryAll() {
    const mine = ++round.current;
    setFailure(null);
    setSeen({});
    for (const from of vantagePoints) {
      for (const target of targets) {
        setTrying(keyOf(from, target));
        const outcome = await probe({ hostId, from, family, ...target });
        if (round.current !== mine) return;
        if (!outcome.ok) {
          setFailure(outcome.failure);
          setTrying(null);
          return;
        }
        setSeen((before) => ({ ...before, [keyOf(from, target)]: outcome.value }));
      }
    }
    setTrying(null);
  }

  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={tryAll} pending={trying !== null}>
          {trying === null && <Play aria-hidden />}
          {trying === null ? t("tryAll") : t("trying")}
        </Button>
        <Select
          aria-label={t("family")}
          value={family}
          disabled={trying !== null}
          onChange={(event) => setFamily(event.target.value === "6" ? 6 : 4)}
          className="w-28"
        >
          <option value={4}>IPv4</option>
          <option value={6}>IPv6</option>
        </Select>
      </div>
      <FailureNote failure={failure} />
      <Table aria-label={t("label")} aria-busy={trying !== null}>
        <TableHead>
          <tr>
            <HeadCell>{t("from")}</HeadCell>
            {targets.map((target) => (
              <HeadCell key={targetKey(target)} className="font-mono">
                {targetKey(target)}
              </HeadCell>
            ))}
          </tr>
        </TableHead>
        <TableBody>
          {vantagePoints.map((from) => (
            <Row key={from}>
              <HeadCell scope="row" className="bg-raised text-13 text-ink">
                {t(`place.${from}`)}
              </HeadCell>
              {targets.map((target) => (
                <Cell key={targetKey(target)}>
                  <Seen view={seen[keyOf(from, target)]} now={trying === keyOf(from, target)} />
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

function Seen({ view, now }: { view: ProbeView | undefined; now: boolean }) {
  const t = useTranslations("hosts.probe");
  if (!view) {
    const Icon = now ? LoaderCircle : CircleDashed;
    return (
      <span className="text-ink-3">
        <Icon aria-hidden className={cn("size-4", now && "animate-turn text-accent")} />
        <span className="sr-only">{t(now ? "trying" : "untried")}</span>
      </span>
    );
  }
  const { icon: Icon, look } = looks[view.outcome];
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap font-medium", look)}>
      <Icon aria-hidden className="size-4" />
      {t(`outcome.${view.outcome}`)}
    </span>
  );
}
