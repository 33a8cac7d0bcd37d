import type { Token } from "./lex-line";
import { lookup } from "./lookup";
import { most16, wholeNumber } from "./numbers";
import { expected, type Reading } from "./parse-option";

/** Service names that old scripts use; any other name is kept as it is. */
const servicePorts: Readonly<Record<string, number>> = {
  echo: 7,
  "ftp-data": 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  bootps: 67,
  bootpc: 68,
  http: 80,
  www: 80,
  kerberos: 88,
  pop3: 110,
  sunrpc: 111,
  auth: 113,
  ntp: 123,
  imap2: 143,
  imap: 143,
  snmp: 161,
  bgp: 179,
  ldap: 389,
  https: 443,
  smtps: 465,
  submissions: 465,
  syslog: 514,
  submission: 587,
  ldaps: 636,
  domains: 853,
  imaps: 993,
  pop3s: 995,
  mysql: 3306,
  postgresql: 5432,
};

/** A port by number or by service name (any case); a name that is not here may be one on the host. */
export function readPort(text: string, token: Token): Reading<number> {
  const port = wholeNumber(text, most16) ?? lookup(servicePorts, text.toLowerCase());
  if (port !== undefined) return port;
  const [from = "", to] = text.toLowerCase().split("-");
  const isRange = to !== undefined && Object.hasOwn(servicePorts, from) && Object.hasOwn(servicePorts, to);
  return /^[a-z][a-z0-9_.-]*$/i.test(text) && !isRange ? "opaque" : expected(token, "a port from 0 to 65535");
}
