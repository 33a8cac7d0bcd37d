import { generateKeyPairSync } from "node:crypto";
import { utils } from "ssh2";
import { describe, expect, it } from "vitest";
import { installCommand } from "./install-command";
import { makeKey } from "./make-key";
import { parseKey } from "./parse-key";

const code = (result: ReturnType<typeof parseKey>) => (result.ok ? "ok" : result.problems[0]?.code);

describe("a pasted private key", () => {
  const plain = makeKey("panel@sekisho");

  it("gives its public half and fingerprint, whatever the line ends", () => {
    for (const text of [
      plain.privateKey,
      plain.privateKey.replaceAll("\n", "\r\n"),
      `\n ${plain.privateKey}`,
    ]) {
      expect(parseKey(text, null)).toMatchObject({
        ok: true,
        value: { type: "ssh-ed25519", publicKey: plain.publicKey, fingerprint: plain.fingerprint },
      });
    }
  });

  it("asks for the passphrase, and tells a wrong one", () => {
    const made = () =>
      utils.generateKeyPairSync("ed25519", { passphrase: "right", cipher: "aes256-ctr", rounds: 4 });
    let locked = made();
    // One of 256 comes out malformed (make-key.ts).
    while (utils.parseKey(locked.private, "right") instanceof Error) locked = made();
    expect(code(parseKey(locked.private, null))).toBe("key-passphrase-missing");
    expect(code(parseKey(locked.private, ""))).toBe("key-passphrase-missing");
    expect(code(parseKey(locked.private, "wrong"))).toBe("key-passphrase-wrong");
    expect(code(parseKey(locked.private, "right"))).toBe("ok");
  });

  it("tells a wrong passphrase of an old PEM key too", () => {
    const pem = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
      type: "pkcs1",
      format: "pem",
      cipher: "aes-128-cbc",
      passphrase: "right",
    });
    expect(code(parseKey(String(pem), "right"))).toBe("ok");
    expect(code(parseKey(String(pem), null))).toBe("key-passphrase-missing");
    for (let i = 0; i < 20; i++)
      expect(code(parseKey(String(pem), `wrong${i}`))).toBe("key-passphrase-wrong");
  });

  it.each([
    ["", "key-empty"],
    ["nonsense", "key-format"],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----", "key-format"],
  ])("refuses %j with a code", (text, expected) => {
    expect(code(parseKey(text, null))).toBe(expected);
  });

  it("notices the public half and PKCS#8", () => {
    expect(code(parseKey(plain.publicKey, null))).toBe("key-public");
    const pkcs8 = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
    const result = parseKey(String(pkcs8), null);
    expect(code(result)).toBe("key-format");
    expect(result.ok ? "" : result.problems[0]?.text).toContain("ssh-keygen");
  });
});

describe("the install command", () => {
  it("never lets a key line leave its quotes", () => {
    const { publicKey } = makeKey("it's; $(id)");
    expect(installCommand(publicKey)).toContain(`echo '${publicKey}' >>`);
    expect(publicKey.endsWith(" it-s----id-")).toBe(true);
    expect(() => installCommand(`${publicKey}'; id; '`)).toThrow(TypeError);
    expect(() => installCommand(`${publicKey}\nssh-ed25519 AAAAAAAAAAAAAAAAAAAA`)).toThrow(TypeError);
  });
});
