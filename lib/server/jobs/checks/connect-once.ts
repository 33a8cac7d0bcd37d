import { connect } from "node:net";
import type { Seen, SeenOutcome } from "@/lib/core/checks/check";
import type { Address } from "@/lib/core/net/address";
import { formatAddress } from "@/lib/core/net/address";

/** One connection. Shorter: a slow line looks like a closed door, and the refusal of IPv6, told after 1 s, like silence. Longer: each closed door is waited out. */
export const silence = 4_000;

function outcomeOf(code: string): SeenOutcome {
  switch (code) {
    case "ECONNREFUSED":
    case "ECONNRESET":
      return "refused";
    case "ETIMEDOUT":
      return "silent";
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
      return "no-route";
    case "EHOSTUNREACH":
    case "EACCES":
    case "EPERM":
      return "unreachable";
    default:
      return "unread";
  }
}

/** Opens one TCP connection from here and closes it at once; says what it met. Never throws. */
export function connectOnce(address: Address, port: number): Promise<Seen> {
  const host = formatAddress(address);
  const begun = performance.now();
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => end("silent", ""), silence);
    function end(outcome: SeenOutcome, words: string) {
      clearTimeout(timer);
      socket.removeAllListeners();
      // A destroyed socket may still report an error; nobody else listens any more.
      socket.on("error", () => {});
      socket.destroy();
      const milliseconds = Math.round(performance.now() - begun);
      resolve({ address: host, family: address.family, outcome, milliseconds, tool: null, words });
    }
    socket.once("connect", () => end("works", ""));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      const outcome = outcomeOf(error.code ?? "");
      end(outcome, outcome === "unread" ? error.message.slice(0, 160) : "");
    });
  });
}
