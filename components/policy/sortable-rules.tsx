"use client";

import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { GripVertical } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";

type Item = { readonly id: string };

/** What a row gets to move itself by button; the list itself answers Alt+↑/↓ and dragging. */
export type RowMoves = {
  readonly place: number;
  /** Null where it cannot go further. */
  readonly up: (() => void) | null;
  readonly down: (() => void) | null;
};

type Props<T extends Item> = {
  label: string;
  items: readonly T[];
  onMove: (id: string, to: number) => void;
  /** The first and the last place that a row may have; all of them unless told. */
  bounds?: (item: T) => readonly [number, number];
  /** Greyed out as a whole: it stands in the list and does nothing. */
  faint?: (item: T) => boolean;
  /** What stands below a row and belongs to none. */
  after?: (item: T, place: number) => ReactNode;
  children: (item: T, moves: RowMoves) => ReactNode;
};

/**
 * Rules in an order that matters: moved by dragging the handle, by the handle's own keys (Space, arrows, Space), by
 * Alt+↑/↓ anywhere in the row, or by the buttons that a row draws. Each move is read out.
 */
export function SortableRules<T extends Item>({
  label,
  items,
  onMove,
  bounds,
  faint,
  after,
  children,
}: Props<T>) {
  const t = useTranslations("wizard.order");
  const [said, setSaid] = useState("");
  const contextId = useId();
  const sensors = useSensors(
    // A few pixels of slack, so that a click on the handle is not a drag.
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const boundsOf = (item: T) => bounds?.(item) ?? [0, items.length - 1];
  const move = (id: string, wanted: number) => {
    const place = items.findIndex((item) => item.id === id);
    const item = items[place];
    if (item === undefined) return;
    const [first, last] = boundsOf(item);
    const to = Math.max(first, Math.min(wanted, last));
    if (to === place) return;
    onMove(id, to);
    setSaid(t("moved", { place: to + 1, count: items.length }));
  };
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over === null || active.id === over.id) return;
    move(
      String(active.id),
      items.findIndex((item) => item.id === over.id),
    );
  };
  const placeOf = (id: string | number) => items.findIndex((item) => item.id === id) + 1;
  return (
    <DndContext
      id={contextId}
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={onDragEnd}
      accessibility={{
        screenReaderInstructions: { draggable: t("instructions") },
        announcements: {
          onDragStart: ({ active }) => t("lifted", { place: placeOf(active.id) }),
          onDragOver: ({ over }) => (over === null ? undefined : t("over", { place: placeOf(over.id) })),
          onDragEnd: () => undefined,
          onDragCancel: () => t("cancelled"),
        },
      }}
    >
      <SortableContext items={items.map((item) => item.id)} strategy={verticalListSortingStrategy}>
        <ol aria-label={label} className="flex flex-col">
          {items.map((item, place) => (
            <SortableRow
              key={item.id}
              id={item.id}
              onShift={(by) => move(item.id, place + by)}
              faint={faint?.(item) ?? false}
              after={after?.(item, place)}
            >
              {children(item, {
                place,
                up: place > boundsOf(item)[0] ? () => move(item.id, place - 1) : null,
                down: place < boundsOf(item)[1] ? () => move(item.id, place + 1) : null,
              })}
            </SortableRow>
          ))}
        </ol>
      </SortableContext>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </DndContext>
  );
}

function SortableRow(props: {
  id: string;
  onShift: (by: 1 | -1) => void;
  faint: boolean;
  after: ReactNode;
  children: ReactNode;
}) {
  const { id, onShift, faint, after, children } = props;
  const t = useTranslations("wizard.order");
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({ id });
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    onShift(event.key === "ArrowUp" ? -1 : 1);
  };
  return (
    <li
      ref={setNodeRef}
      id={`rule-${id}`}
      onKeyDown={onKeyDown}
      style={{
        transform: transform === null ? undefined : `translate3d(0, ${Math.round(transform.y)}px, 0)`,
        transition,
      }}
      className={cn(
        "scroll-mt-24 border-line border-b bg-raised last:border-b-0 target:shadow-[inset_3px_0_0_var(--accent)]",
        isDragging && "relative z-10 border-line-strong border-t shadow-pop",
      )}
    >
      <div className={cn("flex items-start", faint && "bg-sunken")}>
        <button
          type="button"
          ref={setActivatorNodeRef}
          {...attributes}
          {...listeners}
          aria-label={t("handle")}
          className="mt-1.5 grid h-7 w-6 shrink-0 cursor-grab touch-none place-items-center text-ink-3 hover:text-ink active:cursor-grabbing touch:h-11 touch:w-8"
        >
          <GripVertical aria-hidden className="size-4" />
        </button>
        <div className="min-w-0 flex-1">{children}</div>
      </div>
      {after !== undefined && after !== false && <div className="border-line border-t">{after}</div>}
    </li>
  );
}
