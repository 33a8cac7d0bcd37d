"use client";

import { type ReactNode, useState } from "react";
import { Disclosure } from "./disclosure";

/** A disclosure for long lists: what is in it is made when it is first opened, and stays. */
export function LazyDisclosure({
  title,
  className,
  children,
}: {
  title: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const [seen, setSeen] = useState(false);
  return (
    <Disclosure title={title} className={className} onToggle={() => setSeen(true)}>
      {seen && children}
    </Disclosure>
  );
}
