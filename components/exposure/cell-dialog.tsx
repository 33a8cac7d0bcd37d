"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { Dialog, DialogContent } from "../ui/dialog";

type CellDialogProps = { title: string; back: Route; children: ReactNode };

/** A cell at length, over the grid that it belongs to. It is there while the address says so. */
export function CellDialog({ title, back, children }: CellDialogProps) {
  const router = useRouter();
  return (
    <Dialog open onOpenChange={(open) => !open && router.push(back, { scroll: false })}>
      <DialogContent title={title} wide>
        {children}
      </DialogContent>
    </Dialog>
  );
}
