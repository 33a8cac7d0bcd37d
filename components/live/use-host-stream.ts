import { useEffect, useState } from "react";

/** How the stream from the panel stands: `closed` when it will not come back by itself (signed out, host gone). */
export type Link = "open" | "broken" | "closed";

/**
 * What a stream of the panel has told until now, as long as the page is open. `heard` adds a message, with the moment
 * by this browser's steady clock in milliseconds; it must not change. The browser connects again by itself.
 */
export function useHostStream<Known, Message>(
  address: string,
  nothing: Known,
  heard: (known: Known, message: Message, at: number) => Known,
): { readonly known: Known; readonly link: Link } {
  const [known, setKnown] = useState(nothing);
  const [link, setLink] = useState<Link>("open");
  useEffect(() => {
    const source = new EventSource(address);
    source.onmessage = (event: MessageEvent<string>) => {
      const message = JSON.parse(event.data) as Message;
      setLink("open");
      setKnown((before) => heard(before, message, performance.now()));
    };
    source.onerror = () => setLink(source.readyState === EventSource.CLOSED ? "closed" : "broken");
    source.addEventListener("refused", () => {
      source.close();
      setLink("closed");
    });
    return () => source.close();
  }, [address, heard]);
  return { known, link };
}
