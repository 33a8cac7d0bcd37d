import type { ReactNode } from "react";
import { ObjectsHead } from "@/components/object/objects-head";

export default function ObjectsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <ObjectsHead />
      {children}
    </>
  );
}
