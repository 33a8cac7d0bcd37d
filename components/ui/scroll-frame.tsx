"use client";

import { type ComponentProps, useEffect, useRef, useState } from "react";
import { cn } from "@/lib/client/class-names";

/** A frame that scrolls sideways. Only while it does, it can be reached by keyboard, so that it can be scrolled by it. */
export function ScrollFrame({ className, ...rest }: ComponentProps<"div">) {
  const frame = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const look = () => setScrolls(element.scrollWidth > element.clientWidth);
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={frame}
      tabIndex={scrolls ? 0 : undefined}
      className={cn("relative overflow-x-auto", className)}
      {...rest}
    />
  );
}
