"use client";

import { DoorOpen } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../ui/button";
import { GuestDialog, type LetIn } from "./guest-dialog";

type GuestDoorProps = {
  hostId: string;
  /** From where the panel sees the reader; `usable`: a host elsewhere would see the same. */
  viewer: { readonly address: string; readonly usable: boolean } | null;
  /** Names of the services to choose from. */
  services: readonly string[];
  letIn: LetIn;
};

/** The door to letting somebody in for a while, the reader at first. */
export function GuestDoor({ hostId, viewer, services, letIn }: GuestDoorProps) {
  const t = useTranslations("guest");
  const [open, setOpen] = useState(false);
  const hint =
    viewer === null
      ? undefined
      : t(viewer.usable ? "addressHint" : "addressUnknown", { address: viewer.address });
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <DoorOpen aria-hidden /> {t("open")}
      </Button>
      {open && (
        <GuestDialog
          hostId={hostId}
          start={{
            address: viewer?.usable ? viewer.address : "",
            service: services.includes("ssh") ? "ssh" : (services[0] ?? ""),
          }}
          hint={hint}
          services={services}
          letIn={letIn}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
