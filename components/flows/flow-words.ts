import type { FlowView } from "@/lib/server/services/flows/flows-view";

/** One end as people write it. */
export function endText({ address, port }: FlowView["from"]): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Whether it may be picked: it is nobody's way in, and the host has something to end it by. */
export function canCut({ keeper, means }: FlowView): boolean {
  return keeper === null && means !== "no-tool";
}
