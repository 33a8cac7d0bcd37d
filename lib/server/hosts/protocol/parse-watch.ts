import type { LiveFrame, LiveSocket, SocketSource } from "@/lib/core/live/live-frame";
import { ruleCounts } from "@/lib/core/live/rule-counts";
import { answerLineReader } from "./answer-lines";
import { parseProcLine } from "./parse-proc-line";
import { parseSsLine } from "./parse-ss-line";

/** Sockets in their order, each once: two that nothing tells apart are one row. */
function readSockets(text: string, source: SocketSource): Pick<LiveFrame, "sockets" | "more"> {
  const parse = source === "proc" ? parseProcLine : parseSsLine;
  const sockets = new Map<string, LiveSocket>();
  let more = 0;
  for (const line of text.split("\n")) {
    const socket = parse(line);
    if (socket !== null) sockets.set(socket.key, socket);
    else more = Number(/^more (\d+)$/.exec(line)?.[1] ?? more);
  }
  return { sockets: [...sockets.values()], more };
}

type WatchReader = {
  /** Takes one line of stdout. */
  readonly take: (line: string) => void;
  /** Why the host ended it, in its own word; null: it has not. */
  readonly failed: () => string | null;
};

/** Reads what WATCH prints, line by line; each whole frame is handed on, one that was cut is not. */
export function watchReader(onFrame: (frame: LiveFrame) => void): WatchReader {
  let source: SocketSource = "none";
  let failed: string | null = null;
  let uptime: number | null = null;
  let blocks = new Map<string, string>();
  let counted = false;
  const show = () => {
    if (uptime === null) return;
    const counts = ([4, 6] as const).flatMap((family) =>
      ruleCounts(blocks.get(`counts${family}`) ?? "", family),
    );
    const listed = readSockets(blocks.get("sockets") ?? "", source);
    onFrame({ uptime, source, ...listed, counts: counted ? counts : null });
    uptime = null;
  };
  const take = answerLineReader((item) => {
    if (item.kind === "over") return;
    if (item.kind === "block") {
      blocks.set(item.name, item.text);
      return;
    }
    const [word, first = "", second = ""] = item.words;
    if (word === "TICK") {
      uptime = Number(first);
      blocks = new Map();
      counted = false;
    } else if (word === "COUNTED") counted = true;
    else if (word === "SHOWN") show();
    else if (word === "FAIL") failed = second;
    else if (word === "FACT" && first === "sockets" && (second === "ss" || second === "proc")) {
      source = second;
    }
  });
  return { take, failed: () => failed };
}
