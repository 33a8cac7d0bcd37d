import type { Target } from "@/lib/core/ruleset/target";
import type { Token } from "../lex-line";
import { readMark } from "../match/parse-mark";
import { most32, wholeNumber } from "../numbers";
import {
  expected,
  type Fault,
  flag,
  type Given,
  isFault,
  type OptionTable,
  type Reading,
  type TargetParser,
  valued,
} from "../parse-option";

/** All ways to write a change of a mark; each is `(mark & ~mask) ^ value`, which is what iptables-save prints. */
const changes: OptionTable = {
  "--set-xmark": valued,
  "--set-mark": valued,
  "--and-mark": valued,
  "--or-mark": valued,
  "--xor-mark": valued,
};

type Change = { readonly value: number; readonly mask: number };

function change(name: string, token: Token): Change | Fault {
  if (name === "--set-xmark") return readMark(token);
  if (name === "--set-mark") {
    const mark = readMark(token);
    return isFault(mark) ? mark : { value: mark.value, mask: (mark.value | mark.mask) >>> 0 };
  }
  const bits = wholeNumber(token.text, most32);
  if (bits === null) return expected(token, "a mark of 32 bits such as 0x1");
  switch (name) {
    case "--and-mark":
      return { value: 0, mask: ~bits >>> 0 };
    case "--or-mark":
      return { value: bits, mask: bits };
    default:
      return { value: bits, mask: 0 };
  }
}

/** The one change that is given; null where none is. */
function readChange(given: Given): Change | null | Fault {
  const option = given.only(...Object.keys(changes)).options[0];
  const token = option?.values[0];
  return option === undefined || token === undefined ? null : change(option.name, token);
}

export const markParser: TargetParser = {
  options: changes,
  read: (given) => {
    const conflict = given.conflict(...Object.keys(changes));
    if (conflict !== null) return conflict;
    const mark = readChange(given);
    if (mark === null) return given.lacks("--set-mark or another option");
    return isFault(mark) ? mark : { kind: "set-mark", ...mark };
  },
};

const copies = ["save", "restore"] as const;

function readMasks(given: Given): { readonly packetMask: number; readonly connectionMask: number } | Fault {
  const masks = { "--mask": most32, "--nfmask": most32, "--ctmask": most32 };
  for (const name of Object.keys(masks) as (keyof typeof masks)[]) {
    const token = given.value(name);
    const mask = token === undefined ? most32 : wholeNumber(token.text, most32);
    if (mask === null) return expected(token ?? given.place, "a mask of 32 bits such as 0xff");
    masks[name] = mask;
  }
  // --mask stands for both, and only one way of saying it is given.
  return {
    packetMask: (masks["--nfmask"] & masks["--mask"]) >>> 0,
    connectionMask: (masks["--ctmask"] & masks["--mask"]) >>> 0,
  };
}

function readConnmark(given: Given): Reading<Target> {
  const operations = [...Object.keys(changes), ...copies.map((copy) => `--${copy}-mark`)];
  const conflict =
    given.conflict(...operations) ??
    given.conflict("--mask", "--nfmask") ??
    given.conflict("--mask", "--ctmask");
  if (conflict !== null) return conflict;
  const masks = readMasks(given);
  if (isFault(masks)) return masks;
  // The shifts of newer kernels are kept as text.
  if (given.has("--left-shift-mark") || given.has("--right-shift-mark")) return "opaque";
  const mark = readChange(given);
  if (mark !== null) return isFault(mark) ? mark : { kind: "connection-mark", operation: "set", ...mark };
  const operation = copies.find((copy) => given.has(`--${copy}-mark`));
  if (operation === undefined) return given.lacks("--set-mark, --save-mark or --restore-mark");
  return { kind: "connection-mark", operation, ...masks };
}

export const connmarkParser: TargetParser = {
  options: {
    ...changes,
    "--save-mark": flag,
    "--restore-mark": flag,
    "--nfmask": valued,
    "--ctmask": valued,
    "--mask": valued,
    "--left-shift-mark": valued,
    "--right-shift-mark": valued,
  },
  read: readConnmark,
};
