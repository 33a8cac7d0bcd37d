import { publicKeyLine } from "./public-key-line";

/**
 * One line that a person pastes into a shell of the host, logged in as the user that the panel will use. It may be
 * pasted twice (the key then stands there twice, which is harmless) and means the same in sh, csh and fish.
 */
export function installCommand(publicKey: string): string {
  const { line } = publicKeyLine(publicKey);
  return `mkdir -p ~/.ssh && echo '${line}' >> ~/.ssh/authorized_keys && chmod 700 ~/.ssh && chmod 600 ~/.ssh/authorized_keys`;
}
