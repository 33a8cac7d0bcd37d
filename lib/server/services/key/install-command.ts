const publicKeyLine = /^[a-z0-9-]+ [A-Za-z0-9+/=]+( [A-Za-z0-9 ._@-]*)?$/;

/**
 * One line for a shell on the host that lets the key in for the account that runs it. The key is checked to hold no sign
 * that a shell knows. Running it twice adds nothing twice.
 */
export function installCommand(publicKey: string): string {
  if (!publicKeyLine.test(publicKey)) throw new Error("a public key with unexpected signs");
  const file = "~/.ssh/authorized_keys";
  return `umask 077; mkdir -p ~/.ssh && touch ${file} && { grep -qxF '${publicKey}' ${file} || echo '${publicKey}' >> ${file}; }`;
}
