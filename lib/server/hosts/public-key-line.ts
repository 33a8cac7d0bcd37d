const LINE = /^((?:ssh|ecdsa)-[a-z0-9-]{1,30}) ([A-Za-z0-9+/]{16,8192}={0,2})(?: ([A-Za-z0-9@._+-]{1,64}))?$/;

/**
 * Checks one authorized_keys line: type, base64, and a comment of harmless letters. No options, no quotes, no second
 * line, so it can stand in a file or inside single quotes as it is. Throws TypeError on anything else.
 */
export function publicKeyLine(text: string): {
  readonly line: string;
  readonly type: string;
  readonly blob: string;
} {
  const match = LINE.exec(text.trim());
  if (match?.[1] === undefined || match[2] === undefined) throw new TypeError("Not a public key line.");
  return { line: match[0], type: match[1], blob: match[2] };
}
