/** A key of the panel; the private part never leaves the server. */
export type KeyView = {
  readonly keyId: string;
  readonly name: string;
  /** One line in the form of `authorized_keys`. */
  readonly publicKey: string;
  readonly fingerprint: string;
  /** One line for a shell on the host that lets this key in for the account that runs it. */
  readonly installCommand: string;
};

/** A key in the list of all keys. */
export type KeyRow = Omit<KeyView, "installCommand"> & {
  readonly origin: "made" | "pasted";
  readonly createdAt: string;
  readonly hosts: readonly { readonly id: string; readonly name: string }[];
};
