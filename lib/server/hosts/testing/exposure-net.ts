import type { KernelHost } from "./kernel-host";

/** Who connects, by the network namespace that they sit in and their addresses. */
const people = {
  office: { at: "internet", 4: "192.0.2.10", 6: "2001:db8:9::10" },
  stranger: { at: "internet", 4: "203.0.113.5", 6: "2001:db8:bad::5" },
  peer: { at: "vpn", 4: "100.64.0.2", 6: "2001:db8:64::2" },
} as const;

export type Person = keyof typeof people;

/** The host as they name it: a VPN's peers by its address in there. */
const hostAt = {
  internet: { 4: "198.51.100.7", 6: "2001:db8:1::7" },
  vpn: { 4: "100.64.0.1", 6: "2001:db8:64::1" },
} as const;

const server = `import socket, sys, threading
def hear(family, address, port):
    heard = socket.socket(family, socket.SOCK_STREAM)
    heard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    heard.bind((address, port))
    heard.listen(64)
    threading.Thread(target=lambda: [heard.accept() for _ in iter(int, 1)], daemon=True).start()
for place in sys.argv[1:]:
    address, port = place.rsplit("-", 1)
    hear(socket.AF_INET6 if ":" in address else socket.AF_INET, address, int(port))
print("up", flush=True)
threading.Event().wait()`;

const prober = `import socket, sys, threading, time
def probe(index, source, target, port, seconds):
    end = time.monotonic() + float(seconds)
    while answers[index] == "no" and time.monotonic() < end:
        try:
            socket.create_connection((target, int(port)), end - time.monotonic(), (source, 0)).close()
            answers[index] = "yes"
        except OSError:
            time.sleep(0.1)
asked = [line.split() for line in sys.stdin.read().splitlines()]
answers = ["no"] * len(asked)
threads = [threading.Thread(target=probe, args=(index, *words)) for index, words in enumerate(asked)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(" ".join(answers))`;

async function must(host: KernelHost, command: string, stdin = ""): Promise<string> {
  // The programs of this machine: BusyBox has no network namespaces.
  const { code, stdout, stderr } = await host.sh(`PATH=/usr/sbin:/usr/bin:/sbin:/bin; ${command}`, stdin);
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** Starts a program that listens at some places (`ADDRESS-PORT`), in a namespace of the host or as an account. */
async function listen(host: KernelHost, name: string, around: string, places: string): Promise<void> {
  await must(host, `cat >/run/${name}.py`, server);
  await must(
    host,
    `${around} python3 /run/${name}.py ${places} >/run/${name}.up 2>&1 </dev/null &
     i=0; until grep -q up /run/${name}.up; do i=$((i+1)); [ $i -lt 100 ] || { cat /run/${name}.up >&2; exit 1; }; sleep 0.1; done`,
  );
}

/**
 * Puts a host on an internet with an office and a stranger, beside a container and a VPN's peer, and starts programs
 * on it: 22, 443, 5432 (as uid 33) at every address, 6379 on the loopback, and 80 in the container. The host forwards.
 */
export async function raiseNeighbours(host: KernelHost): Promise<void> {
  await must(
    host,
    `set -e
    for name in internet container vpn; do ip netns add $name; ip -n $name link set lo up; done
    # While a link's own address is being tried for a second owner, no neighbour is asked for, and nobody is reached.
    alone='for scope in all default; do echo 0 >/proc/sys/net/ipv6/conf/$scope/accept_dad; done'
    eval "$alone"; for name in internet container vpn; do ip netns exec $name sh -c "$alone"; done
    link() { # NAME NAMESPACE HOST4 PEER4 HOST6 PEER6
      ip link add $1 type veth peer name peer0 netns $2
      ip addr add $3 dev $1; ip addr add $5 dev $1 nodad; ip link set $1 up
      ip -n $2 addr add $4 dev peer0; ip -n $2 addr add $6 dev peer0 nodad; ip -n $2 link set peer0 up
    }
    link eth0 internet 198.51.100.7/24 198.51.100.1/24 2001:db8:1::7/64 2001:db8:1::1/64
    link docker0 container 172.17.0.1/16 172.17.0.2/16 2001:db8:17::1/64 2001:db8:17::2/64
    link tailscale0 vpn 100.64.0.1/10 100.64.0.2/10 2001:db8:64::1/64 2001:db8:64::2/64
    ip route add default via 198.51.100.1; ip -6 route add default via 2001:db8:1::1
    ip -n container route add default via 172.17.0.1; ip -n container -6 route add default via 2001:db8:17::1
    for address in 192.0.2.10/32 203.0.113.5/32 2001:db8:9::10/128 2001:db8:bad::5/128; do ip -n internet addr add $address dev lo; done
    echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding`,
  );
  await listen(host, "root", "", "::-22 ::-443 127.0.0.1-6379");
  await listen(host, "database", "setpriv --reuid 33 --clear-groups", "::-5432");
  await listen(host, "container", "ip netns exec container", "172.17.0.2-80 2001:db8:17::2-80");
}

/** How long an answer is waited for: one that is expected comes some time, also on a busy machine. */
const patience = { yes: 15, no: 1 } as const;

/**
 * Whether a person's new connection to a port of the host gets in, all at once: `office 4 22 yes`, as expected, answers
 * the same with the word that is true.
 */
export async function probeAll(host: KernelHost, asked: readonly string[]): Promise<readonly string[]> {
  const answers = new Map<string, string>();
  for (const place of ["internet", "vpn"] as const) {
    const here = asked.filter((line) => people[line.split(" ")[0] as Person].at === place);
    if (here.length === 0) continue;
    const lines = here.map((line) => {
      const [name = "", family, port, expected] = line.split(" ");
      const key = family === "4" ? 4 : 6;
      return `${people[name as Person][key]} ${hostAt[place][key]} ${port} ${patience[expected === "yes" ? "yes" : "no"]}`;
    });
    await must(host, "cat >/run/prober.py", prober);
    const told = await must(host, `ip netns exec ${place} python3 /run/prober.py`, lines.join("\n"));
    for (const [index, answer] of told.split(" ").entries()) answers.set(here[index] ?? "", answer);
  }
  return asked.map((line) => line.replace(/\S+$/, answers.get(line) ?? "unasked"));
}
