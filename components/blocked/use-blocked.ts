import type { BlockedMessage } from "@/lib/server/services/blocked/blocked-view";
import { type Link, useHostStream } from "../live/use-host-stream";

/** What was heard of a host's blocked log until now. */
export type Blocked = BlockedMessage & {
  /** When the last message came, by this browser's steady clock, in milliseconds. */
  readonly heardAt: number | null;
};

const nothing: Blocked = {
  status: { kind: "connecting" },
  readAt: null,
  log: null,
  told: null,
  heardAt: null,
};

function heard(known: Blocked, message: BlockedMessage, at: number): Blocked {
  const { status, readAt, log, told } = message;
  return {
    status,
    readAt: readAt ?? known.readAt,
    log: log ?? known.log,
    told: told ?? known.told,
    heardAt: at,
  };
}

/** What a host refuses, as long as the page is open. */
export function useBlocked(hostId: string): { readonly blocked: Blocked; readonly link: Link } {
  const { known, link } = useHostStream(`/api/hosts/${hostId}/blocked`, nothing, heard);
  return { blocked: known, link };
}
