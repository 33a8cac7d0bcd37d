"use client";

import { useEffect, useRef } from "react";

/** Brings the answer to another question into sight where it is not, as below the form on a phone. */
export function FollowAnswer({ question }: { question: string }) {
  const before = useRef(question);
  useEffect(() => {
    if (before.current === question) return;
    before.current = question;
    const answer = document.getElementById("answer");
    const top = answer?.getBoundingClientRect().top ?? 0;
    if (top < 0 || top > window.innerHeight * 0.6) answer?.scrollIntoView({ block: "start" });
  }, [question]);
  return null;
}
