import { Fragment } from "react";

/** An address or network in one piece; on a phone a long IPv6 one may go on in the next line after a colon. */
export function AddressText({ children }: { children: string }) {
  const parts = children.split(/(?<=:)(?!:)/);
  return (
    <span className="whitespace-nowrap font-mono max-sm:whitespace-normal">
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one address have no other name, and never move
        <Fragment key={at}>
          {at > 0 && <wbr />}
          <span className="whitespace-nowrap">{part}</span>
        </Fragment>
      ))}
    </span>
  );
}
