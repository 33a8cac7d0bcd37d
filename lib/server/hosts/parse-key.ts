import { createHash } from "node:crypto";
import { type ParsedKey, utils } from "ssh2";
import { error, fail, ok, type Result } from "@/lib/core/problem/problem";
import { keyFingerprint } from "./fingerprint";

/** What can be shown of a private key. `publicKey` is one authorized_keys line: type, base64, comment if any. */
export type KeyInfo = {
  readonly type: string;
  readonly publicKey: string;
  readonly fingerprint: string;
};

/** Types that a current OpenSSH server accepts by default; DSA is gone, and sk- keys need a touch. */
const ACCEPTED = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521))$/;

/** Decrypting blocks for about 0.2 s (bcrypt in plain JavaScript): done once for each key, kept in memory only. */
const parsed = new Map<string, ParsedKey>();
const PARSED_LIMIT = 64;

/**
 * Reads a pasted private key.
 * Problems: `key-empty`, `key-public` (the wrong half), `key-format`, `key-type`, `key-passphrase-missing`,
 * `key-passphrase-wrong`.
 */
export function parseKey(text: string, passphrase: string | null): Result<KeyInfo> {
  const result = parsePrivateKey(text, passphrase);
  if (!result.ok) return result;
  const key = result.value;
  const blob = key.getPublicSSH();
  const comment = key.comment.replace(/[^A-Za-z0-9@._+-]/g, "").slice(0, 64);
  return ok({
    type: key.type,
    publicKey: `${key.type} ${blob.toString("base64")}${comment === "" ? "" : ` ${comment}`}`,
    fingerprint: keyFingerprint(blob),
  });
}

/** The same, as the object that ssh2 authenticates with. */
export function parsePrivateKey(text: string, passphrase: string | null): Result<ParsedKey> {
  const clean = `${text.replace(/\r\n?/g, "\n").trim()}\n`;
  if (clean === "\n") return fail(error("key-empty", "Paste a private key."));
  const id = createHash("sha256")
    .update(JSON.stringify([clean, passphrase]))
    .digest("hex");
  const known = parsed.get(id);
  if (known !== undefined) return ok(known);
  const result = read(clean, passphrase);
  if (result.ok) {
    const oldest = parsed.keys().next();
    if (parsed.size >= PARSED_LIMIT && !oldest.done) parsed.delete(oldest.value);
    parsed.set(id, result.value);
  }
  return result;
}

function read(text: string, passphrase: string | null): Result<ParsedKey> {
  let key: ParsedKey | Error;
  try {
    // An empty passphrase is none: the form sends one when its field is left empty.
    const answer: unknown = utils.parseKey(
      text,
      passphrase === "" || passphrase === null ? undefined : passphrase,
    );
    // Some formats answer with a list; the declared type says otherwise.
    key = (Array.isArray(answer) ? answer[0] : answer) as ParsedKey | Error;
  } catch (cause) {
    key = cause instanceof Error ? cause : new Error(String(cause));
  }
  if (key instanceof Error) return fail(problemOf(key.message, text, passphrase));
  if (!key.isPrivateKey()) {
    return fail(error("key-public", "This is the public half. Paste the private key."));
  }
  if (!ACCEPTED.test(key.type)) return fail(typeProblem(key.type));
  return ok(key);
}

function problemOf(message: string, text: string, passphrase: string | null) {
  if (/no passphrase given/i.test(message)) {
    return error("key-passphrase-missing", "This key is encrypted. Enter its passphrase.");
  }
  // ssh2 says "bad passphrase?" for new keys; an old PEM key decrypts to noise and then looks malformed.
  const encrypted = /^(Proc-Type: 4,ENCRYPTED|Encryption: (?!none))/m.test(text);
  const given = passphrase !== null && passphrase !== "";
  if (/bad passphrase|bad decrypt/i.test(message) || (encrypted && given)) {
    return error("key-passphrase-wrong", "The passphrase does not fit this key.");
  }
  const type = /Unsupported OpenSSH (?:private|public) key type: (\S+)/.exec(message)?.[1];
  if (type !== undefined) return typeProblem(type);
  if (/^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/m.test(text)) {
    return error(
      "key-format",
      "This is a PKCS#8 key. Convert a copy with: ssh-keygen -p -f FILE (which rewrites it in OpenSSH format).",
    );
  }
  return error("key-format", `This is not a private key that can be read (${message}).`, [], {
    detail: message,
  });
}

function typeProblem(type: string) {
  return error("key-type", `Keys of type ${type} cannot be used here; use Ed25519, RSA or ECDSA.`, [], {
    type,
  });
}
