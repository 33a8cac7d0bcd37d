import type { ComponentProps } from "react";
import { cn } from "@/lib/client/class-names";
import { ScrollFrame } from "./scroll-frame";

/** A table in its frame; it scrolls sideways by itself on narrow screens. Give it a caption or an `aria-label`. */
export function Table({ className, ...rest }: ComponentProps<"table">) {
  return (
    <ScrollFrame className="rounded-3 border border-line bg-raised">
      <table className={cn("w-full border-collapse text-13", className)} {...rest} />
    </ScrollFrame>
  );
}

export function TableHead(props: ComponentProps<"thead">) {
  return <thead {...props} />;
}

export function TableBody({ className, ...rest }: ComponentProps<"tbody">) {
  return <tbody className={cn("[&>tr:last-child>*]:border-b-0", className)} {...rest} />;
}

export function Row({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={cn("hover:[&>td]:bg-sunken/60", className)} {...rest} />;
}

export function HeadCell({ className, scope = "col", ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope={scope}
      className={cn(
        "h-8 whitespace-nowrap border-b bg-sunken px-2 first:pl-3 last:pr-3 sm:px-3 text-left font-medium text-12 text-ink-3",
        className,
      )}
      {...rest}
    />
  );
}

/** 36 px a row. */
export function Cell({ className, ...rest }: ComponentProps<"td">) {
  return (
    <td
      className={cn("h-9 border-b px-2 py-1 align-middle first:pl-3 last:pr-3 sm:px-3", className)}
      {...rest}
    />
  );
}
