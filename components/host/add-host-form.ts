import type { KeyView } from "@/lib/server/services/key/key-view";

export const authKinds = ["made-key", "pasted-key", "password-once"] as const;
export type AuthKind = (typeof authKinds)[number];

/** What has been typed so far; texts as typed. */
export type HostForm = {
  name: string;
  address: string;
  port: string;
  user: string;
  auth: AuthKind;
  /** The key that the panel made for this host, once it has. */
  key: KeyView | null;
  privateKey: string;
  passphrase: string;
  password: string;
};

export const emptyHostForm: HostForm = {
  name: "",
  address: "",
  port: "22",
  user: "root",
  auth: "made-key",
  key: null,
  privateKey: "",
  passphrase: "",
  password: "",
};

/** The ways to sign in that need a key of the panel's before anything else. */
export function needsKeyFirst(form: HostForm): boolean {
  return form.auth === "made-key" && form.key === null;
}

export type HostAuth =
  | { kind: "made-key"; keyId: string }
  | { kind: "pasted-key"; privateKey: string; passphrase: string | null }
  | { kind: "password-once"; password: string; keyId: string };

export type AddHostInput = {
  name: string;
  address: string;
  port: number;
  user: string;
  fingerprint: string;
  auth: HostAuth;
};

/** How the panel will sign in, or null while something for it is missing. `key` is the one that the panel made. */
export function authOf(form: HostForm, key: KeyView | null = form.key): HostAuth | null {
  switch (form.auth) {
    case "made-key":
      return key && { kind: "made-key", keyId: key.keyId };
    case "pasted-key":
      return form.privateKey.trim() === ""
        ? null
        : { kind: "pasted-key", privateKey: form.privateKey, passphrase: form.passphrase || null };
    case "password-once":
      return key && form.password !== ""
        ? { kind: "password-once", password: form.password, keyId: key.keyId }
        : null;
  }
}

/** Whether there is enough to ask the host for its key. */
export function readyToAsk(form: HostForm): boolean {
  // A password installs a key that is made only when it is needed.
  const canSignIn = form.auth === "password-once" ? form.password !== "" : authOf(form) !== null;
  return form.name.trim() !== "" && form.address.trim() !== "" && form.user.trim() !== "" && canSignIn;
}
