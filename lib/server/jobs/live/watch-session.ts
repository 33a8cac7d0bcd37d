import type { LiveFrame } from "@/lib/core/live/live-frame";
import { watchReader } from "@/lib/server/hosts/protocol/parse-watch";
import { watchText } from "@/lib/server/hosts/scripts/watch-text";
import type { HostSession } from "@/lib/server/hosts/session";
import { type FollowOptions, followScript } from "./follow-script";

/** What is open on a host and what our rules have counted, each second; throws what `followScript` throws. */
export function watchSession(session: HostSession, options: FollowOptions<LiveFrame>): Promise<void> {
  return followScript(session, { ...options, text: watchText, reader: watchReader });
}
