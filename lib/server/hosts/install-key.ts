import { randomBytes } from "node:crypto";
import { publicKeyLine } from "./public-key-line";
import type { ExecAnswer, HostConnector, HostTarget } from "./session";

/** The key could not be put in place; `answer` is what the host said. */
export class InstallKeyError extends Error {
  constructor(readonly answer: ExecAnswer) {
    super("The host did not take the public key.");
    this.name = "InstallKeyError";
  }
}

const INSTALL_TIMEOUT = 20_000;

/**
 * Logs in once with the password of `target`, appends the public key to ~/.ssh/authorized_keys unless it is there,
 * and closes. The password is not kept anywhere. Throws ConnectError or InstallKeyError.
 */
export async function installKey(
  connector: HostConnector,
  target: HostTarget & { readonly authentication: { readonly kind: "password"; readonly password: string } },
  publicKey: string,
  timeoutMilliseconds: number,
): Promise<"installed" | "present"> {
  const session = await connector.connect(target, timeoutMilliseconds);
  try {
    const answer = await session.run(installKeyScript(publicKey, randomBytes(16).toString("hex")), {
      sudo: false,
      timeoutMilliseconds: INSTALL_TIMEOUT,
    });
    // Login scripts may print as well: only our own line counts.
    const word = /^SEKISHO-KEY (installed|present)$/m.exec(answer.stdout)?.[1];
    if (answer.code !== 0 || word === undefined) throw new InstallKeyError(answer);
    return word === "installed" ? "installed" : "present";
  } finally {
    session.close();
  }
}

/** The script for `sh -s`; `endWord` is random, and the key is data in a quoted here-document. */
export function installKeyScript(publicKey: string, endWord: string): string {
  const { line, type, blob } = publicKeyLine(publicKey);
  return `main() {
umask 077
line=$(cat <<'${endWord}'
${line}
${endWord}
)
# A basic regular expression: of the letters of base64 none is special in it.
known=$(cat <<'${endWord}'
^${type} ${blob}\\( .*\\)\\{0,1\\}$
${endWord}
)
cd || return 1
mkdir -p .ssh && chmod 700 .ssh || return 1
file=.ssh/authorized_keys
if [ -f "$file" ] && grep -q -- "$known" "$file"; then
  echo 'SEKISHO-KEY present'
  return 0
fi
# A last line without its newline would swallow the key.
if [ -s "$file" ] && [ -n "$(tail -c 1 "$file")" ]; then echo >> "$file" || return 1; fi
printf '%s\\n' "$line" >> "$file" && chmod 600 "$file" || return 1
if command -v restorecon > /dev/null 2>&1; then restorecon -R .ssh > /dev/null 2>&1; fi
grep -q -- "$known" "$file" || return 1
echo 'SEKISHO-KEY installed'
}
main
`;
}
