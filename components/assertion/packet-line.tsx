import type { Route } from "next";
import { AskLink } from "../simulator/ask-link";

/** A sentence about a packet, and behind it the way to the page that explains the packet. */
export function PacketLine({ text, href, link }: { text: string; href: Route; link: string }) {
  return (
    <p className="text-13">
      {text}{" "}
      <span className="inline-block [&_a]:mt-0 [&_a]:py-0">
        <AskLink href={href} text={link} />
      </span>
    </p>
  );
}
