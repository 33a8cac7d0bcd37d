import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/client/class-names";

const variants = {
  /** The one thing that this page is for. */
  primary: "bg-accent text-accent-on border-transparent hover:bg-accent-strong",
  secondary: "bg-raised text-ink border-line-control hover:bg-sunken",
  /** No frame until it is pointed at; for rows and tool bars. */
  quiet: "bg-transparent text-ink-2 border-transparent hover:bg-sunken hover:text-ink",
  /** Takes something away for good. */
  danger: "bg-failed text-failed-on border-transparent hover:opacity-90",
};

const sizes = {
  medium: "h-9 px-3.5 text-14 touch:h-11",
  small: "h-7 px-2.5 text-13 touch:h-10",
  icon: "size-8 justify-center p-0 touch:size-11",
};

export type ButtonLook = { variant?: keyof typeof variants; size?: keyof typeof sizes };

/** The classes of a button, for a link that should look like one. */
export function buttonClasses({ variant = "secondary", size = "medium" }: ButtonLook = {}): string {
  return cn(
    "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-2 border font-medium transition-colors duration-100",
    "aria-disabled:opacity-55 disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
    variants[variant],
    sizes[size],
  );
}

type ButtonProps = ComponentProps<"button"> &
  ButtonLook & {
    /** Its work is under way: it stays where it is, says so, and cannot be pressed again. */
    pending?: boolean;
    /** Gives the look to the one child (a `<Link>`). */
    asChild?: boolean;
  };

/** A button. `type` is "button" unless told otherwise, so that none submits by accident. */
export function Button({
  variant,
  size,
  pending = false,
  asChild = false,
  className,
  children,
  disabled,
  type = "button",
  ...rest
}: ButtonProps) {
  const classes = cn(buttonClasses({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type={type}
      className={classes}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      {...rest}
    >
      {pending && <LoaderCircle aria-hidden className="animate-turn" />}
      {children}
    </button>
  );
}
