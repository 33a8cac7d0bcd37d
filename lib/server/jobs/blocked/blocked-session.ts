import type { BlockedFrame } from "@/lib/core/blocked/blocked-entry";
import { blockedReader } from "@/lib/server/hosts/protocol/parse-blocked";
import { blockedText } from "@/lib/server/hosts/scripts/blocked-text";
import type { HostSession } from "@/lib/server/hosts/session";
import { type FollowOptions, followScript } from "@/lib/server/jobs/live/follow-script";

/** What a host's rules write into its log, each second; throws what `followScript` throws. */
export function blockedSession(session: HostSession, options: FollowOptions<BlockedFrame>): Promise<void> {
  return followScript(session, { ...options, text: blockedText, reader: blockedReader });
}
