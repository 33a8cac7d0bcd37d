import type { HostSession } from "@/lib/server/hosts/session";
import { ServiceError } from "@/lib/server/services/service-error";

/** A whole run of a script is five minutes on an idle host; on one that is busy each round takes longer. */
const runTimeout = 30 * 60_000;

/** Shorter: a busy host counts as lost. Longer: what has stopped is shown as if it went on. */
const silenceTimeout = 12_000;

/** Reads what a script prints, line by line, and hands on each whole frame. */
type FrameReader = {
  readonly take: (line: string) => void;
  /** Why the host ended it, in its own word; null: it has not. */
  readonly failed: () => string | null;
};

export type FollowOptions<Frame> = { readonly onFrame: (frame: Frame) => void; readonly signal: AbortSignal };

/** A script that tells something each second, until nobody hears it. */
type Followed<Frame> = FollowOptions<Frame> & {
  readonly text: () => string;
  readonly reader: (onFrame: (frame: Frame) => void) => FrameReader;
};

const lost = () => new ServiceError("live-lost", "The connection to the host was lost.", { status: 502 });

function refused(word: string): ServiceError {
  return word === "not-root"
    ? new ServiceError("live-not-root", "This account may not become root on the host.", { status: 502 })
    : new ServiceError("live-refused", "The host could not list its connections.", {
        status: 502,
        params: { detail: word },
      });
}

/** One run of the script. `over`: it came to its own end. */
async function runOnce<Frame>(
  session: HostSession,
  sudo: boolean,
  { onFrame, signal, text, reader: makeReader }: Followed<Frame>,
) {
  let heard = 0;
  let silence: NodeJS.Timeout | undefined;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => session.close(), silenceTimeout);
  };
  const reader = makeReader((frame) => {
    heard += 1;
    listen();
    if (!signal.aborted) onFrame(frame);
  });
  listen();
  try {
    const { code } = await session.run(text(), {
      sudo,
      keep: false,
      timeoutMilliseconds: runTimeout,
      onLine: reader.take,
    });
    return { over: code === 0 && heard > 0, failed: reader.failed() };
  } finally {
    clearTimeout(silence);
  }
}

/**
 * Hands on what a host tells, over one open session, until `signal` aborts. Plainly first, then through `sudo -n` where
 * the login is not root. Throws `live-lost`, `live-not-root`, `live-refused`.
 */
export async function followScript<Frame>(session: HostSession, followed: Followed<Frame>): Promise<void> {
  const { signal } = followed;
  const close = () => session.close();
  signal.addEventListener("abort", close);
  let sudo = false;
  try {
    while (!signal.aborted) {
      const { over, failed } = await runOnce(session, sudo, followed);
      if (signal.aborted) return;
      if (failed === "not-root" && !sudo) sudo = true;
      else if (failed !== null) throw refused(failed);
      else if (!over) throw lost();
    }
  } finally {
    signal.removeEventListener("abort", close);
  }
}
