import type { LiveStatus } from "./host-hub";
import type { LiveStatusView } from "./live-view";

/** How a stream stands, with the wait until the next try by the reader's own clock. */
export function statusView(status: LiveStatus): LiveStatusView {
  if (status.kind !== "lost") return status;
  const { kind, code, params, retryAt } = status;
  return { kind, code, params, retryInSeconds: Math.max(0, (retryAt.getTime() - Date.now()) / 1000) };
}
