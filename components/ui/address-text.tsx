import { Fragment } from "react";
import { cn } from "@/lib/client/class-names";

type AddressTextProps = {
  children: string;
  /** Where it may go on in the next line: on a phone alone, or wherever its place is too narrow. */
  wraps?: "phone" | "always";
};

/**
 * An address, network or range in one piece. An IPv6 one that no line has room for goes on in the next line, after a
 * colon, a range also after its dash.
 */
export function AddressText({ children, wraps = "phone" }: AddressTextProps) {
  return (
    <span className="inline-block max-w-full whitespace-nowrap font-mono">
      {children.split(/(?<=:)(?!:)|(?<=[–,])/).map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one address have no other name, and never move
        <Fragment key={at}>
          {/* It breaks a line also where nothing else may. */}
          {at > 0 && <wbr className={cn(wraps === "phone" && "sm:hidden")} />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
