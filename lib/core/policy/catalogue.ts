import type { ServiceObject } from "./schema";

function service(name: string, protocol: "tcp" | "udp", ports: readonly string[], note = ""): ServiceObject {
  return { name, parts: [{ protocol, ports: [...ports] }], note };
}

/** The service objects that a new installation starts with; the operator may edit them. Ports as IANA registers them. */
export const serviceCatalogue: readonly ServiceObject[] = [
  service("ssh", "tcp", ["22"], "Remote login, and SFTP"),
  service("http", "tcp", ["80"]),
  service("https", "tcp", ["443"]),
  {
    name: "dns",
    parts: [
      { protocol: "udp", ports: ["53"] },
      { protocol: "tcp", ports: ["53"] },
    ],
    note: "Name resolution; long answers come over tcp",
  },
  service("ntp", "udp", ["123"], "Time"),
  service("smtp", "tcp", ["25"], "Mail from server to server"),
  service("smtps", "tcp", ["465"], "Mail from people's programs, encrypted"),
  service("submission", "tcp", ["587"], "Mail from people's programs, STARTTLS"),
  service("imap", "tcp", ["143"]),
  service("imaps", "tcp", ["993"]),
  service("pop3", "tcp", ["110"]),
  service("pop3s", "tcp", ["995"]),
  service("ftp", "tcp", ["21"], "Prefer SFTP: it needs one port and is encrypted"),
  { name: "ping", parts: [{ protocol: "ping" }], note: "Echo request" },
  service("postgresql", "tcp", ["5432"]),
  service("mysql", "tcp", ["3306"]),
  service("redis", "tcp", ["6379"]),
  service("ldaps", "tcp", ["636"]),
  service("syslog", "udp", ["514"]),
  service("wireguard", "udp", ["51820"]),
  service("openvpn", "udp", ["1194"]),
  service("http-alternative", "tcp", ["8080"]),
];
