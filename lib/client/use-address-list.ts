import { useEffect, useState } from "react";
import { type AddressList, parseAddressList } from "@/lib/core/net/parse-address-list";

/** Up to this many lines are read while typing, without anybody noticing; ten thousand take a tenth of a second. */
const atOnce = 500;

/** Typing goes on: reading waits for this long a pause. */
const pauseMilliseconds = 150;

export type CheckedList = {
  /** What the last text that was read came to. */
  readonly list: AddressList;
  /** How many lines are being read; null when `list` is about the text as it stands. */
  readonly reading: number | null;
};

/** Reads a list of addresses as it is typed or pasted; a long one after a short pause, and says so meanwhile. */
export function useAddressList(text: string): CheckedList {
  const [checked, setChecked] = useState<CheckedList>(() => ({
    list: parseAddressList(text),
    reading: null,
  }));
  useEffect(() => {
    const lines = text.split("\n").length;
    if (lines <= atOnce) {
      setChecked({ list: parseAddressList(text), reading: null });
      return;
    }
    setChecked((before) => ({ ...before, reading: lines }));
    const timer = setTimeout(
      () => setChecked({ list: parseAddressList(text), reading: null }),
      pauseMilliseconds,
    );
    return () => clearTimeout(timer);
  }, [text]);
  return checked;
}
