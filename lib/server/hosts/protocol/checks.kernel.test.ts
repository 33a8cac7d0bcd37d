import { describe, expect, vi } from "vitest";
import { pathHost } from "@/lib/core/analysis/path/path-host";
import type { Seen } from "@/lib/core/checks/check";
import { expectOutcome } from "@/lib/core/checks/expect-outcome";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { hostTest } from "@/lib/server/hosts/testing/host-kinds";
import { type KernelHost, newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import { buildInspect } from "./build";
import { buildChecks, type HostCheck } from "./build-checks";
import { parseChecks } from "./parse-checks";
import { parseInspection } from "./parse-inspection";

// Silence is waited for on purpose, and a busy machine starts programs slowly.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const net = { 4: "203.0.113.", 6: "2001:db8:113::" } as const;
const families = [4, 6] as const;

/** Addresses of the host, and those that rules refuse in every way; a web server that listens on 8080 in both families. */
const raised = `set -e
ln -sf /bin/busybox "\${PATH%%:*}/ping"; ln -sf /bin/busybox "\${PATH%%:*}/ping6"
PATH=/sbin:/usr/sbin:$PATH
/sbin/ip link add d0 type veth peer name d1; /sbin/ip link set d0 up; /sbin/ip link set d1 up
for own in 10 69; do
  /sbin/ip addr add ${net[4]}$own/24 dev d0; /sbin/ip addr add ${net[6]}$own/64 dev d0 nodad
done
printf '127.0.0.1 localhost\\n${net[4]}10 both.example\\n${net[6]}10 both.example\\n' >/run/hosts
: >/run/resolv; mount --bind /run/hosts /etc/hosts; mount --bind /run/resolv /etc/resolv.conf
iptables -A OUTPUT -d ${net[4]}66 -j DROP
iptables -A OUTPUT -d ${net[4]}67 -j REJECT
iptables -A OUTPUT -d ${net[4]}68 -j REJECT --reject-with icmp-host-prohibited
iptables -A INPUT -s ${net[4]}69 -p icmp -m icmp --icmp-type 0 -j DROP
ip6tables -A OUTPUT -d ${net[6]}66 -j DROP
ip6tables -A OUTPUT -d ${net[6]}67 -j REJECT
ip6tables -A OUTPUT -d ${net[6]}68 -j REJECT --reject-with icmp6-adm-prohibited
ip6tables -A INPUT -s ${net[6]}69 -p icmpv6 -m icmp6 --icmpv6-type 129 -j DROP
cat >/run/web.py
for at in 0.0.0.0 ::; do /usr/bin/python3 /run/web.py $at >/run/web.out$at 2>&1 & done
for at in 0.0.0.0 ::; do
  i=0; until grep -q up /run/web.out$at; do i=$((i+1)); [ $i -lt 300 ]; sleep 0.1; done
done`;

const web = `import http.server, socket, sys
class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words): pass
class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
    def server_bind(self):
        if ":" in sys.argv[1]: self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        super().server_bind()
server = Server((sys.argv[1], 8080), Quiet)
print("up", flush=True)
server.serve_forever()
`;

async function raise(host: KernelHost): Promise<void> {
  const { code, stdout, stderr } = await host.sh(raised, web);
  if (code !== 0) throw new Error(stderr || stdout);
}

async function run(host: KernelHost, checks: readonly HostCheck[]): Promise<readonly (readonly Seen[])[]> {
  const { stdout, stderr } = await host.call(buildChecks(checks, { endWord: newEndWord() }));
  const read = parseChecks(stdout, checks.length);
  if (!read.ok) throw new Error(JSON.stringify(read.problems) + stdout + stderr);
  return read.value;
}

const tcp = (target: string, port = 8080): HostCheck => ({ kind: "tcp", target, port });
const ping = (target: string): HostCheck => ({ kind: "ping", target, port: null });

/** The end of an address, and what a connection and a ping to it meet: written down from what each rule says. */
const met = [
  ["10", "works", "works"],
  ["66", "silent", "unreachable"],
  ["67", "refused", "unreachable"],
  ["68", "unreachable", "unreachable"],
  ["69", "works", "silent"],
] as const;

/** Answers on 8443 over TLS, with a certificate that nobody trusts, and greets on 8025 as no HTTP server does. */
const others = `import http.server, socket, ssl, threading
class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words): pass
web = http.server.ThreadingHTTPServer(("203.0.113.10", 8443), Quiet)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("/run/own.pem")
web.socket = context.wrap_socket(web.socket, server_side=True)
mail = socket.create_server(("203.0.113.10", 8025))
def greet():
    while True:
        one, _ = mail.accept()
        one.sendall(b"220 mail.example\\r\\n")
        one.close()
threading.Thread(target=greet, daemon=True).start()
print("up", flush=True)
web.serve_forever()
`;
/** Made for this test alone, and signed by nobody but itself. */
const ownCertificate = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgeWc7myI4DnJDVN65
gkUMKIi1XDxQB+0TUsYHvgOunhahRANCAASjQnNf0D4FSBrbGg70vbb9ZcbuIU/w
Qmv8nQRePkjuTdJVQYgtMa7C9Az0OocOGNtgqCgq4dt+XCpGQa+pxoIo
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBjDCCATOgAwIBAgIUYLnuT3qeRQC5oqldoTVMp8k5SmUwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQc3RyYW5nZXIuZXhhbXBsZTAgFw0yNjExMjMwMzE0NTFaGA8y
MTI2MTAzMDAzMTQ1MVowGzEZMBcGA1UEAwwQc3RyYW5nZXIuZXhhbXBsZTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABKNCc1/QPgVIGtsaDvS9tv1lxu4hT/BCa/yd
BF4+SO5N0lVBiC0xrsL0DPQ6hw4Y22CoKCrh235cKkZBr6nGgiijUzBRMB0GA1Ud
DgQWBBRFX/1fpaN6Er07IBiJXwWKbOnXVTAfBgNVHSMEGDAWgBRFX/1fpaN6Er07
IBiJXwWKbOnXVTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIB56
kzic4Bs+qAzb8QK2iVoUWvgDWbW9O3nW40UTQ+G4AiBl0sDpHVIBr9Q7ECBDkNt2
wtYG8//6IpAHY+nbwUpo+w==
-----END CERTIFICATE-----
`;
const raiseOthers = `set -e
cat >/run/own.pem <<'END'
${ownCertificate}END
cat >/run/others.py
/usr/bin/python3 /run/others.py >/run/others.out 2>&1 &
i=0; until grep -q up /run/others.out; do i=$((i+1)); [ $i -lt 300 ]; sleep 0.1; done`;

describe.each([
  { backend: "nft", shell: "dash" },
  { backend: "nft", shell: "busybox" },
] as const)("checks from a host with %j", (kind) => {
  const test = hostTest(kind);

  test("tell every refusal from every other, in both families, and as the analysis expects it", async ({
    host,
  }) => {
    await raise(host);
    const asked = families.flatMap((family) =>
      met.flatMap(([end, connected, echoed]) => [
        { family, ...tcp(`${net[family]}${end}`), outcome: connected },
        { family, ...ping(`${net[family]}${end}`), outcome: echoed },
      ]),
    );
    const seen = (await run(host, asked)).map(([one]) => one);
    const title = ({ kind: what, target }: HostCheck, outcome = "-") => `${what} ${target} ${outcome}`;
    expect(seen.map((one, at) => title(asked[at] as HostCheck, one?.outcome))).toEqual(
      asked.map((one) => title(one, one.outcome)),
    );
    for (const one of seen) expect(one).toMatchObject({ milliseconds: expect.any(Number) });

    const facts = parseInspection((await host.call(buildInspect({ endWord: newEndWord() }))).stdout);
    if (!facts.ok) throw new Error(JSON.stringify(facts.problems));
    const expected = asked.map(({ family, kind: what, target, port }) => {
      const { live } = facts.value;
      const tables = parseLive((family === 4 ? live.ipv4 : live.ipv6) ?? "", family);
      if (!tables.ok) throw new Error(JSON.stringify(tables.problems));
      const probe = { way: "out", source: null, destination: target, port } as const;
      const protocol = what === "ping" ? "ping" : "tcp";
      return expectOutcome(tables.value, pathHost(facts.value, family), { ...probe, protocol }).outcome;
    });
    // BusyBox's raw socket is told of a ping that its own host drops; the rule itself says nothing to anybody.
    const dropped = asked.map((one) => one.kind === "ping" && one.target.endsWith("66"));
    expect(expected).toEqual(asked.map(({ outcome }, at) => (dropped[at] ? "silent" : outcome)));
  });

  test("try every address of a name, and say what is not there: a program, a name, a way, a listener", async ({
    host,
  }) => {
    await raise(host);
    const [both, closed, dns, http, unknown, nowhere, nowhere6] = await run(host, [
      tcp("both.example"),
      tcp("both.example", 8081),
      { kind: "dns", target: "both.example", port: null },
      { kind: "http", target: "both.example", port: 8080 },
      tcp("nobody.invalid"),
      tcp("192.0.2.1"),
      tcp("2001:db8:9::1"),
    ]);
    const addresses = [`${net[4]}10`, `${net[6]}10`];
    const told = (tries: readonly Seen[] | undefined) =>
      tries?.map(({ address, outcome }) => `${address} ${outcome}`);
    expect(told(both)).toEqual(addresses.map((one) => `${one} works`));
    expect(told(closed)).toEqual(addresses.map((one) => `${one} refused`));
    expect(told(dns)).toEqual(addresses.map((one) => `${one} works`));
    expect(http?.map(({ outcome, words }) => `${outcome} ${words}`)).toEqual([
      "works HTTP 200",
      "works HTTP 200",
    ]);
    expect(unknown).toMatchObject([{ address: null, outcome: "cannot-resolve" }]);
    expect([told(nowhere), told(nowhere6)]).toEqual([["192.0.2.1 no-route"], ["2001:db8:9::1 no-route"]]);

    // What cannot be run hides the programs of this machine.
    const hidden = `for one in "$(command -v bash)" "$(command -v curl)" /usr/bin/wget; do
      [ ! -e "$one" ] || mount --bind /dev/null "$one" || exit 1
    done`;
    expect((await host.sh(hidden)).code).toBe(0);
    const nc = await host.sh("nc -h 2>&1 | grep -q -e '-[0-9A-Za-z]*z'");
    const [missing, curl] = await run(host, [
      tcp("203.0.113.10"),
      { kind: "http", target: "both.example", port: 8080 },
    ]);
    if (nc.code !== 0)
      expect(missing).toMatchObject([{ outcome: "no-tool", tool: "bash", milliseconds: null }]);
    else expect(missing).toMatchObject([{ outcome: "works", tool: "nc" }]);
    expect(curl).toMatchObject([{ outcome: "no-tool", tool: "curl" }]);
  });

  test("an HTTP answer works whoever's certificate it comes with, and a connection without one is told as such", async ({
    host,
  }) => {
    await raise(host);
    const { code, stderr } = await host.sh(raiseOthers, others);
    expect(code, stderr).toBe(0);
    const http = (port: number): HostCheck => ({ kind: "http", target: `${net[4]}10`, port });
    const hasWget = (await host.sh("wget --version 2>&1 | grep -q 'GNU Wget 1'")).code === 0;
    for (const tool of hasWget ? ["curl", "wget"] : ["curl"]) {
      const [tls, mail, plain, closed] = await run(host, [http(8443), http(8025), http(8080), http(8081)]);
      expect(tls, tool).toMatchObject([{ outcome: "works", tool, words: "HTTP 200" }]);
      expect(mail, tool).toMatchObject([{ outcome: "connected", tool }]);
      expect(plain, tool).toMatchObject([{ outcome: "works", tool, words: "HTTP 200" }]);
      expect(closed, tool).toMatchObject([{ outcome: "refused" }]);
      // What cannot be run hides the program; the next round asks with the other.
      await host.sh('mount --bind /dev/null "$(command -v curl)"');
    }
  });

  test("never take data for a word of the shell: a line of another form runs nothing, and is told", async ({
    host,
  }) => {
    const good = buildChecks([tcp("192.0.2.1")], { endWord: newEndWord() });
    for (const bad of ["$(>/run/ran)", "`touch</run/ran`", "-x", "a;b", "192.0.2.1 80 80", "*"]) {
      const { stdout } = await host.call(good.replace("0 tcp 192.0.2.1 8080", `0 tcp ${bad} 8080`));
      expect(parseChecks(stdout, 1), bad).toMatchObject({ ok: false, problems: [{ code: "checks-failed" }] });
    }
    expect((await host.sh("ls /run/ran")).code).not.toBe(0);
  });
});
