import { entryText, scriptText, textFunction, wrapWhole } from "@/lib/server/hosts/scripts/host-script";

/** A value that the protocol does not allow to be sent; nothing was sent. */
export class BadRequest extends Error {
  constructor(
    readonly code: "end-word" | "id" | "timeout" | "text",
    message: string,
  ) {
    super(message);
    this.name = "BadRequest";
  }
}

/** 128 random bits as 32 hex digits, new for each call: no rule text can hold it by chance or by design. */
type EndWord = { readonly endWord: string };

/** What an apply sends. `rules4`/`rules6`: own-chain text as `renderRestore` makes it; `rules6` null: no IPv6 there. */
export type ApplyRequest = EndWord & {
  readonly id: string;
  /** 3–3600; what operators may choose is narrower (lib/core/rollout/timing.ts). */
  readonly timeoutSeconds: number;
  readonly rules4: string;
  readonly rules6: string | null;
};

type IdRequest = EndWord & { readonly id: string };

/** Own-chain texts of both families, whatever families the host has now. */
export type MinimalRules = { readonly rules4: string; readonly rules6: string };

/** What a confirm sends. `minimal`: what the host loads at a start where the confirmed rules cannot be; else what it has stays. */
export type ConfirmRequest = IdRequest & { readonly minimal?: MinimalRules | null };

/** The script that reads the facts of a host. */
export function buildInspect({ endWord }: EndWord): string {
  return compose("inspect", endWord, ["phase inspect"], "", "");
}

/** The script that rehearses the host's next start, and changes nothing. */
export function buildRehearse({ endWord }: EndWord): string {
  return compose("rehearse", endWord, ["phase rehearse"], "", "");
}

/** The script that arms the timers and loads the rules. @throws BadRequest */
export function buildApply({ id, timeoutSeconds, rules4, rules6, endWord }: ApplyRequest): string {
  checkId(id);
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 3 || timeoutSeconds > 3600) {
    throw new BadRequest("timeout", "The timeout must be 3 to 3600 whole seconds.");
  }
  const request = [
    "phase apply",
    `id ${id}`,
    `timeout ${timeoutSeconds}`,
    `rules4 ${size(rules4)}`,
    `rules6 ${rules6 === null ? "none" : size(rules6)}`,
  ];
  return compose("change", endWord, request, rules4, rules6 ?? "");
}

/** The script that keeps the rules; to be sent over a connection opened after `applied`. @throws BadRequest */
export function buildConfirm({ minimal = null, ...request }: ConfirmRequest): string {
  if (minimal === null) return buildById("confirm", request);
  checkId(request.id);
  const { rules4, rules6 } = minimal;
  const lines = ["phase confirm", `id ${request.id}`, `rules4 ${size(rules4)}`, `rules6 ${size(rules6)}`];
  return compose("change", request.endWord, lines, rules4, rules6);
}

/** The script that takes all that is ours away; to be sent over a connection opened after `applied`. @throws BadRequest */
export function buildLeave(request: IdRequest): string {
  return buildById("leave", request);
}

/**
 * The script that tells how an apply stands, and changes nothing. `leaving`: it takes all that is ours away, and with
 * that its own record; then `gone` is an answer too. @throws BadRequest
 */
export function buildStatus({
  leaving = false,
  ...request
}: IdRequest & { readonly leaving?: boolean }): string {
  return buildById("status", request, leaving ? ["leaving yes"] : []);
}

/** The script that brings the old rules back now. @throws BadRequest */
export function buildCancel(request: IdRequest): string {
  return buildById("cancel", request);
}

function buildById(
  phase: "confirm" | "leave" | "status" | "cancel",
  { id, endWord }: IdRequest,
  more: readonly string[] = [],
): string {
  checkId(id);
  return compose("change", endWord, [`phase ${phase}`, `id ${id}`, ...more], "", "");
}

function compose(
  which: "inspect" | "rehearse" | "change",
  endWord: string,
  request: readonly string[],
  rules4: string,
  rules6: string,
): string {
  if (!/^[0-9a-f]{32}$/.test(endWord))
    throw new BadRequest("end-word", "The end word must be 32 hex digits.");
  for (const text of [rules4, rules6]) checkText(text, endWord);
  return wrapWhole(
    scriptText(which) +
      textFunction("request", `${request.join("\n")}\n`, endWord) +
      textFunction("rules4", rules4, endWord) +
      textFunction("rules6", rules6, endWord) +
      entryText(),
  );
}

function checkId(id: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id))
    throw new BadRequest("id", "The apply id has a wrong form.");
}

function checkText(text: string, endWord: string): void {
  if (text.includes(endWord)) throw new BadRequest("text", "The rule text holds the end word.");
  // Carriage returns and NULs do not come through a shell unharmed; tabs and what is not ASCII do.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) {
    throw new BadRequest("text", "The rule text holds a control character.");
  }
  if (text !== "" && !text.endsWith("\n"))
    throw new BadRequest("text", "The rule text does not end its last line.");
}

/** `LINES:BYTES`, by which the host sees that the text arrived whole. */
function size(text: string): string {
  return `${text.split("\n").length - 1}:${new TextEncoder().encode(text).length}`;
}
