"use client";

import { CircleAlert } from "lucide-react";
import { createContext, type ReactNode, useContext, useId } from "react";
import { cn } from "@/lib/client/class-names";

type FieldContext = { id: string; describedBy: string | undefined; invalid: boolean };
const Context = createContext<FieldContext | null>(null);

/** The attributes that tie a control to the label, hint and error of the field around it. */
export function useFieldControl(own: { id?: string }) {
  const field = useContext(Context);
  if (!field) return { id: own.id };
  return {
    id: own.id ?? field.id,
    "aria-describedby": field.describedBy,
    "aria-invalid": field.invalid || undefined,
  };
}

type FieldProps = {
  label: ReactNode;
  /** What the value is for, or its consequence. */
  hint?: ReactNode;
  /** What is wrong and what to do; null or undefined when fine. */
  error?: ReactNode;
  /** Small word at the right of the label, such as "optional". */
  note?: ReactNode;
  /** The label is heard, not seen. */
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
};

/** A labelled control: `<Field label="Port" error={…}><Input name="port" /></Field>`. */
export function Field({ label, hint, error, note, hideLabel = false, className, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const invalid = error !== undefined && error !== null && error !== "" && error !== false;
  // The error says what the hint said, and more.
  const describedBy = invalid ? errorId : hint ? hintId : undefined;
  return (
    <div className={cn("flex min-w-0 flex-col gap-1", className)}>
      <div className={cn("flex items-baseline justify-between gap-2", hideLabel && "sr-only")}>
        <label htmlFor={id} className="font-medium text-13">
          {label}
        </label>
        {note && <span className="text-12 text-ink-3">{note}</span>}
      </div>
      <Context value={{ id, describedBy, invalid }}>{children}</Context>
      {invalid && (
        <p id={errorId} role="alert" className="flex items-start gap-1.5 text-13 text-failed">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0">{error}</span>
        </p>
      )}
      {hint && !invalid && (
        <p id={hintId} className="max-w-prose text-13 text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}
