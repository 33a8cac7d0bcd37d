"use client";

import { ArrowDown, ArrowRight, ArrowUp, ChevronDown, Copy, Ellipsis, Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/components/ui/menu";
import { ProblemList } from "@/components/ui/problem-list";
import { Switch } from "@/components/ui/switch";
import { VerdictMark } from "@/components/ui/verdict-mark";
import { cn } from "@/lib/client/class-names";
import type { Problem } from "@/lib/core/problem/problem";
import type { RowMoves } from "./sortable-rules";

type Props = {
  id: string;
  /** The rule's place and what it is about, for screen readers. */
  name: string;
  enabled: boolean;
  onEnabled: (enabled: boolean) => void;
  who: ReactNode;
  what: ReactNode;
  verdict: "accept" | "drop" | "reject";
  /** Small words behind the verdict: logged, limited, admin path … */
  marks: readonly string[];
  comment: string;
  problems: readonly Problem[];
  moves: RowMoves;
  onCopy: () => void;
  onRemove: () => void;
  /** The form that opens below the row. */
  children: ReactNode;
};

/** One rule as a row `who → what → verdict`, which opens into its form. */
export function RuleFrame(props: Props) {
  const t = useTranslations("wizard.rule");
  const { id, name, enabled, problems, moves } = props;
  const [open, setOpen] = useState(false);

  // A link to this rule (from the drawing, from a problem) opens it.
  useEffect(() => {
    const look = () => {
      if (decodeURIComponent(location.hash) === `#rule-${id}`) setOpen(true);
    };
    look();
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  }, [id]);

  const worst = problems.some((problem) => problem.severity === "error");
  return (
    <div className="min-w-0">
      <div className="flex min-h-10 items-start gap-2 py-1.5 pr-1.5">
        <Switch
          label={t("enabled", { name })}
          hideLabel
          checked={enabled}
          onCheckedChange={props.onEnabled}
          className="mt-1"
        />
        <div
          className={cn(
            "flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1 pt-0.5",
            !enabled && "grayscale [&_*]:text-ink-3!",
          )}
        >
          <span className="flex min-w-0 flex-wrap items-center gap-1">{props.who}</span>
          {/* Where it does not fit beside, the arrow leads the second line. */}
          <span className="flex min-w-0 flex-wrap items-center gap-1">
            <ArrowRight aria-hidden className="mr-1 size-3.5 shrink-0 text-ink-3" />
            {props.what}
          </span>
          <VerdictMark verdict={props.verdict} />
          {!enabled && <span className="text-12 text-ink-2">{t("off")}</span>}
          {props.marks.map((mark) => (
            <span key={mark} className="rounded-1 bg-sunken px-1.5 text-12 text-ink-2">
              {mark}
            </span>
          ))}
          {props.comment !== "" && (
            <span className="w-full min-w-0 truncate text-12 text-ink-3">{props.comment}</span>
          )}
        </div>
        <span className="flex shrink-0 items-center">
          <Button
            variant="quiet"
            size="icon"
            className="hidden sm:inline-flex"
            onClick={() => moves.up?.()}
            disabled={moves.up === null}
            aria-label={t("up", { name })}
            title={t("upKey")}
          >
            <ArrowUp aria-hidden />
          </Button>
          <Button
            variant="quiet"
            size="icon"
            className="hidden sm:inline-flex"
            onClick={() => moves.down?.()}
            disabled={moves.down === null}
            aria-label={t("down", { name })}
            title={t("downKey")}
          >
            <ArrowDown aria-hidden />
          </Button>
          <Menu>
            <MenuTrigger asChild>
              <Button variant="quiet" size="icon" aria-label={t("more", { name })}>
                <Ellipsis aria-hidden />
              </Button>
            </MenuTrigger>
            <MenuContent>
              <MenuItem onSelect={() => moves.up?.()} disabled={moves.up === null}>
                <ArrowUp aria-hidden /> {t("upKey")}
              </MenuItem>
              <MenuItem onSelect={() => moves.down?.()} disabled={moves.down === null}>
                <ArrowDown aria-hidden /> {t("downKey")}
              </MenuItem>
              <MenuItem onSelect={props.onCopy}>
                <Copy aria-hidden /> {t("copy")}
              </MenuItem>
              <MenuSeparator />
              <MenuItem danger onSelect={props.onRemove}>
                <Trash2 aria-hidden /> {t("remove")}
              </MenuItem>
            </MenuContent>
          </Menu>
          <Button
            variant="quiet"
            size="icon"
            aria-expanded={open}
            aria-controls={`form-${id}`}
            aria-label={t(open ? "shut" : "edit", { name })}
            onClick={() => setOpen(!open)}
          >
            <ChevronDown
              aria-hidden
              className={cn("transition-transform duration-100", open && "rotate-180")}
            />
          </Button>
        </span>
      </div>
      {problems.length > 0 && (
        <div className={cn("mr-2 mb-2 border-l-2 pl-3", worst ? "border-failed" : "border-pending")}>
          <ProblemList problems={problems} />
        </div>
      )}
      <div id={`form-${id}`} hidden={!open} className="border-line border-t py-3 pr-3 pl-1">
        {open && props.children}
      </div>
    </div>
  );
}
