import type { AddressTerm } from "@/lib/core/meaning/meaning";
import type { FamilyView } from "@/lib/server/services/exposure/exposure-view";
import type { NameLines, ToldView } from "@/lib/server/services/meaning/meaning-view";
import type { CellState } from "@/lib/server/services/reach/reach-view";
import { AddressChips } from "../meaning/term-chips";
import { CellMark } from "./cell-mark";
import type { SocketLine } from "./socket-lines";
import type { SocketTexts } from "./socket-texts";

/** The shape of each state, as in the table of who reaches what. */
const shapes: Readonly<Record<FamilyView["state"], CellState>> = {
  anyone: "everyone",
  some: "some",
  depends: "depends",
  nobody: "nobody",
  "cannot-tell": "unreadable",
  loopback: "not-asked",
  "no-address": "not-asked",
  "not-heard": "not-asked",
};

type WhoProps = { texts: SocketTexts; line: SocketLine; lines: NameLines };

function Peers({ texts, peers, lines }: Omit<WhoProps, "line"> & { peers: ToldView<AddressTerm> }) {
  const terms = () => <AddressChips key="terms" t={texts.meaning} told={peers} lines={lines} />;
  return peers.except ? texts.meaning.rich("who.but", { terms }) : terms();
}

/** Who gets in by one line of a row: the shape, the word, and the names. */
export function SocketWho({ texts, line: { first, hangs }, lines }: WhoProps) {
  const { view, entry } = first;
  const { exposure } = texts;
  const peers = entry === null ? (hangs ? (view.depends?.peers ?? null) : null) : entry.peers;
  const everybody = entry !== null && peers === null;
  const state =
    entry !== null ? (everybody && entry.over === null ? "anyone" : "some") : hangs ? "depends" : view.state;
  const unsure = view.state === "cannot-tell" && entry !== null;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-1.5 gap-y-1">
      {unsure && <span className="text-12 text-ink-3">{exposure("sockets.asRead")}</span>}
      <CellMark
        state={shapes[state]}
        word={
          everybody
            ? exposure("sockets.state.anyone")
            : peers === null || hangs
              ? exposure(`sockets.state.${state}`)
              : ""
        }
      />
      {peers !== null && <Peers texts={texts} peers={peers} lines={lines} />}
      {entry !== null && entry.over !== null && (
        <span className="text-13 text-ink-2">
          {exposure.rich("sockets.over", {
            interface: () => <code className="font-mono text-12">{entry.over}</code>,
          })}
        </span>
      )}
      {view.linkOnly && entry !== null && (
        <span className="text-12 text-ink-3">{exposure("sockets.linkOnly")}</span>
      )}
    </span>
  );
}
