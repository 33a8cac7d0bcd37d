import type { FlowView } from "@/lib/server/services/flows/flows-view";

/** One end as people write it. */
export function endText({ address, port }: FlowView["from"]): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
