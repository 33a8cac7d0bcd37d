import { headers } from "next/headers";
import { GuestDoor } from "@/components/guest/guest-door";
import { requireActor } from "@/lib/server/auth/actor";
import { listServiceNames } from "@/lib/server/services/object/list-service-names";
import { letGuestInAction } from "./actions";

/** The door to letting somebody in for a while, with what is known of the reader's own address. */
export async function GuestEntry({ hostId }: { hostId: string }) {
  const actor = await requireActor();
  const [services, requestHeaders] = await Promise.all([listServiceNames({ actor }), headers()]);
  const address = requestHeaders.get("x-forwarded-for");
  // Through a tunnel everybody comes from this machine itself.
  const usable = address !== null && !/^127\.|^::1$/.test(address);
  return (
    <GuestDoor
      hostId={hostId}
      viewer={address === null ? null : { address, usable }}
      services={services}
      letIn={letGuestInAction}
    />
  );
}
