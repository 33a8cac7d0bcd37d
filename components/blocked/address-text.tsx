import { Fragment } from "react";

/**
 * An address or network in one piece. On a phone an IPv6 one that no line has room for goes on in the next line, after a
 * colon.
 */
export function AddressText({ children }: { children: string }) {
  return (
    <span className="inline-block max-w-full whitespace-nowrap font-mono">
      {children.split(/(?<=:)(?!:)/).map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one address have no other name, and never move
        <Fragment key={at}>
          {/* It breaks a line also where nothing else may. */}
          {at > 0 && <wbr className="sm:hidden" />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
