import type { LiveFrame } from "@/lib/core/live/live-frame";
import { watchReader } from "@/lib/server/hosts/protocol/parse-watch";
import { watchText } from "@/lib/server/hosts/scripts/watch-text";
import type { HostSession } from "@/lib/server/hosts/session";
import { ServiceError } from "@/lib/server/services/service-error";

/** A whole run of the script is five minutes on an idle host; on one that is busy each round takes longer. */
const runTimeout = 30 * 60_000;

/** Shorter: a busy host counts as lost. Longer: what has stopped is shown as if it went on. */
const silenceTimeout = 12_000;

type WatchOptions = { readonly onFrame: (frame: LiveFrame) => void; readonly signal: AbortSignal };

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
async function runOnce(session: HostSession, sudo: boolean, { onFrame, signal }: WatchOptions) {
  let heard = 0;
  let silence: NodeJS.Timeout | undefined;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => session.close(), silenceTimeout);
  };
  const reader = watchReader((frame) => {
    heard += 1;
    listen();
    if (!signal.aborted) onFrame(frame);
  });
  listen();
  try {
    const { code } = await session.run(watchText(), {
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
export async function watchSession(session: HostSession, options: WatchOptions): Promise<void> {
  const { signal } = options;
  const close = () => session.close();
  signal.addEventListener("abort", close);
  let sudo = false;
  try {
    while (!signal.aborted) {
      const { over, failed } = await runOnce(session, sudo, options);
      if (signal.aborted) return;
      if (failed === "not-root" && !sudo) sudo = true;
      else if (failed !== null) throw refused(failed);
      else if (!over) throw lost();
    }
  } finally {
    signal.removeEventListener("abort", close);
  }
}
