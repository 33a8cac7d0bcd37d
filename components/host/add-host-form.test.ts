import { expect, test } from "vitest";
import { authOf, emptyHostForm, needsKeyFirst, readyToAsk } from "./add-host-form";

const key = {
  keyId: "k1",
  name: "web",
  publicKey: "ssh-ed25519 AAAA",
  fingerprint: "SHA256:x",
  installCommand: "",
};
const where = { ...emptyHostForm, name: "web-01", address: "192.0.2.7" };

test("a key made by the panel must be there, so that it can be installed first", () => {
  expect(readyToAsk(where)).toBe(false);
  expect(needsKeyFirst(where)).toBe(true);
  expect(authOf({ ...where, key })).toEqual({ kind: "made-key", keyId: "k1" });
  expect(readyToAsk({ ...where, key })).toBe(true);
});

test("a password needs no key before the host is asked; the key is made when the host was agreed to", () => {
  const form = { ...where, auth: "password-once" as const, password: "secret" };
  expect(readyToAsk(form)).toBe(true);
  expect(authOf(form)).toBeNull();
  expect(authOf(form, key)).toEqual({ kind: "password-once", password: "secret", keyId: "k1" });
});

test("an empty passphrase is none", () => {
  const form = { ...where, auth: "pasted-key" as const, privateKey: "-----BEGIN" };
  expect(authOf(form)).toEqual({ kind: "pasted-key", privateKey: "-----BEGIN", passphrase: null });
});

test("nothing is asked without a name, an address and a user", () => {
  for (const field of ["name", "address", "user"]) {
    expect(readyToAsk({ ...where, key, [field]: " " })).toBe(false);
  }
});
