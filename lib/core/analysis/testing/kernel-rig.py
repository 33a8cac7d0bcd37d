"""Sends packets through real rules; prints what each rule counted, and which packets came out where, and as what.

Run as `unshare -n --fork --kill-child python3 kernel-rig.py`: the namespace that it starts in holds the rules and four
interfaces; a second one, made here, holds the other ends and sends frames. Reads one JSON job from standard input:
{"family", "restore", "save", "local", "remote", "ports", "addresses", "own", "rounds": [{"rules", "packets"}]}; `rules`
is the text of all tables, whose raw table counts each packet that comes (its first rule) and, behind the rule that drops
what does not carry the mark `own`, each one that is made here. A packet has `data` (hex of the IP packet, whose last four
bytes are its number in the round), `way` ("in" or "out"), `port` (name of the interface), `destination`, `user`, `mark`,
and `before`: packets of the same form that make its connection first, while everything passes.
Prints {"rounds": [{"saved", "seen"}]}: the save output with counters, and for each packet that came out
[number, "host" or the interface, hop limit, source, destination, first four bytes of its payload] (the last three in hex).
"""
import ctypes
import json
import os
import select
import socket
import subprocess
import sys
import time

SO_MARK = 36
SO_RCVBUFFORCE = 33
SOL_PACKET = 263
PACKET_IGNORE_OUTGOING = 23
IPV6_RECVPKTINFO, IPV6_PKTINFO = 49, 50
IPV6_RECVHOPLIMIT, IPV6_HOPLIMIT = 51, 52
CLONE_NEWNET = 0x40000000
BUFFER = 64 << 20
libc = ctypes.CDLL(None, use_errno=True)


def run(*words, text=None):
    done = subprocess.run(words, input=text, text=True, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr}")
    return done.stdout


def enter(path):
    with open(path) as namespace:
        if libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")


def setting(path, value):
    with open("/proc/sys/net/" + path, "w") as file:
        file.write(str(value))


def build(job, peer):
    """Four pairs, no address resolution; routes choose the way out, and one prefix belongs to this host."""
    six = job["family"] == 6
    ip = ["ip", "-6"] if six else ["ip"]
    for name in ("all", "default"):
        setting(f"ipv6/conf/{name}/accept_dad", 0)
        setting(f"ipv6/conf/{name}/addr_gen_mode", 1)
        setting(f"ipv4/conf/{name}/rp_filter", 0)
    for index, port in enumerate(job["ports"]):
        run("ip", "link", "add", port, "type", "veth", "peer", "name", f"p{index}", "netns", str(peer))
        run("ip", "link", "set", port, "arp", "off", "up")
        run("nsenter", "-t", str(peer), "-n", "ip", "link", "set", f"p{index}", "arp", "off", "up")
        setting(f"ipv4/conf/{port}/rp_filter", 0)
        setting(f"ipv4/conf/{port}/send_redirects", 0)
    run("ip", "link", "set", "lo", "up")
    setting("ipv6/conf/all/forwarding" if six else "ipv4/ip_forward", 1)
    setting("netfilter/nf_conntrack_tcp_loose", 0)
    setting("netfilter/nf_conntrack_tcp_be_liberal", 1)
    run(*ip, "route", "add", "local", job["local"], "dev", "lo")
    for each in job["addresses"]:
        # Without nodad an address of IPv6 may not be used for a moment.
        more = ["nodad"] if six else ["brd", "+"] if each["broadcast"] else []
        run(*ip, "addr", "add", each["address"], *more, "dev", each["port"])
    # Over a gateway, since the kernel keeps no more than about a thousand neighbours, over all namespaces.
    for index, (port, prefix) in enumerate(zip(job["ports"], job["remote"])):
        gateway = f"fe80::{index + 1}" if six else f"10.9.0.{index + 1}"
        run(*ip, "route", "add", prefix, "via", gateway, "dev", port, *([] if six else ["onlink"]))


def forget_connections():
    """Deletes all entries of connection tracking (IPCTNL_MSG_CT_DELETE without a tuple)."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12) as link:
        size, kind, request_ack = 20, (1 << 8) | 2, 0x0005
        head = size.to_bytes(4, sys.byteorder) + kind.to_bytes(2, sys.byteorder)
        link.send(head + request_ack.to_bytes(2, sys.byteorder) + bytes(8) + bytes(4))
        error = int.from_bytes(link.recv(4096)[16:20], sys.byteorder, signed=True)
        if error != 0:
            raise OSError(-error, "conntrack")


class Wires:
    """Everything that sends, and everything that listens."""

    def __init__(self, job, peer):
        self.six = job["family"] == 6
        self.frames = {}
        self.raw = {}
        ether = "86dd" if self.six else "0800"
        for port in job["ports"]:
            mac = json.loads(run("ip", "-j", "link", "show", port))[0]["address"].replace(":", "")
            self.frames[port] = bytes.fromhex(mac + "020000000001" + ether)
        here = os.open("/proc/self/ns/net", os.O_RDONLY)
        enter(f"/proc/{peer}/ns/net")
        self.links = {}
        for index, port in enumerate(job["ports"]):
            link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            link.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
            link.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
            link.bind((f"p{index}", 0x86DD if self.six else 0x0800))
            self.links[port] = link
        libc.setns(here, CLONE_NEWNET)
        os.close(here)
        # A raw socket gets a copy of what is handed to this host, behind all tables.
        self.ears = [self.ear(protocol) for protocol in (6, 17, 50, 58 if self.six else 1)]

    def ear(self, protocol):
        made = socket.socket(socket.AF_INET6 if self.six else socket.AF_INET, socket.SOCK_RAW, protocol)
        made.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        if self.six:
            made.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)
            made.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1)
        return made

    def socket_of(self, user, mark):
        """The owner of a packet is who opened its socket, and only the file system id counts (xt_owner.c)."""
        if (user, mark) not in self.raw:
            libc.setfsuid(user)
            family = socket.AF_INET6 if self.six else socket.AF_INET
            made = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_RAW)
            libc.setfsuid(0)
            made.setsockopt(socket.SOL_SOCKET, SO_MARK, mark)
            self.raw[(user, mark)] = made
        return self.raw[(user, mark)]

    def send(self, packet):
        data = bytes.fromhex(packet["data"])
        if packet["way"] == "in":
            self.links[packet["port"]].send(self.frames[packet["port"]] + data)
        else:
            try:
                self.socket_of(packet["user"], packet["mark"]).sendto(data, (packet["destination"], 0))
            except PermissionError:
                pass  # The kernel's word for a packet of one's own that a rule drops.

    def outside(self, data):
        """Hop limit, ends, ports and number of an IP packet."""
        if self.six:
            size = 40 + int.from_bytes(data[4:6], "big")
            head = [data[7], data[8:24].hex(), data[24:40].hex(), data[40:44].hex()]
        else:
            size = int.from_bytes(data[2:4], "big")
            head = [data[8], data[12:16].hex(), data[16:20].hex(), data[20:24].hex()]
        return int.from_bytes(data[size - 4 : size], "big"), head

    def inside(self, ear):
        if not self.six:
            return self.outside(ear.recv(4096))
        data, more, _, source = ear.recvmsg(4096, 256)
        told = {kind: value for _, kind, value in more}
        hops = int.from_bytes(told[IPV6_HOPLIMIT], sys.byteorder)
        ends = [socket.inet_pton(socket.AF_INET6, source[0].split("%")[0]).hex(), told[IPV6_PKTINFO][:16].hex()]
        return int.from_bytes(data[-4:], "big"), [hops, *ends, data[:4].hex()]

    def drain(self):
        """What came out since the last time; what has number 0 is no packet of the test."""
        places = {link: port for port, link in self.links.items()}
        places.update({ear: "host" for ear in self.ears})
        seen = []
        while ready := select.select(list(places), [], [], 0)[0]:
            for one in ready:
                place = places[one]
                number, head = self.inside(one) if place == "host" else self.outside(one.recv(4096)[14:])
                if number != 0:
                    seen.append([number, place, *head])
        return seen


def arrived(save):
    """What raw has counted: packets that came in (or back over lo), and packets that were made here."""
    counts = {"-A PREROUTING": [], "-A OUTPUT": []}
    for line in run(save, "-c", "-t", "raw").splitlines():
        if line.startswith("["):
            for chain, list_ in counts.items():
                if f"] {chain}" in line:
                    list_.append(int(line[1 : line.index(":")]))
    return counts["-A PREROUTING"][0], counts["-A OUTPUT"][1]


def empty(table, chains):
    return f"*{table}\n" + "".join(f":{chain} ACCEPT [0:0]\n" for chain in chains.split()) + "{}COMMIT\n"


def open_tables(own):
    """Everything passes; connections are tracked, and what the kernel sends by itself is kept out."""
    value, mask = own["value"], own["mask"]
    raw = f"-A PREROUTING\n-A OUTPUT -m mark ! --mark {value:#x}/{mask:#x} -j DROP\n-A OUTPUT\n"
    states = "-m conntrack --ctstate NEW,RELATED,ESTABLISHED,INVALID,UNTRACKED"
    return "".join(
        [
            empty("raw", "PREROUTING OUTPUT").format(raw),
            empty("mangle", "PREROUTING INPUT FORWARD OUTPUT POSTROUTING").format(
                f"-A PREROUTING {states}\n-A OUTPUT {states}\n"
            ),
            empty("nat", "PREROUTING INPUT OUTPUT POSTROUTING").format(""),
            empty("filter", "INPUT FORWARD OUTPUT").format(""),
            empty("security", "INPUT FORWARD OUTPUT").format(""),
        ]
    )


def settle(job, came, made):
    """Waits until the kernel has taken everything that was sent."""
    for _ in range(300):
        now = arrived(job["save"])
        if now[0] >= came and now[1] >= made:
            return
        time.sleep(0.01)
    raise RuntimeError(f"sent {came} in, {made} out; counted {arrived(job['save'])}")


def at_rest(job):
    """The counters once they no longer move: the last packet may still be on its way."""
    before = None
    while True:
        now = run(job["save"], "-c")
        lines = [line for line in now.splitlines() if not line.startswith("#")]
        if lines == before:
            return now
        before = lines


def play(job, wires, turn):
    packets = turn["packets"]
    forget_connections()
    steps = max((len(packet["before"]) for packet in packets), default=0)
    if steps > 0:
        run(job["restore"], text=open_tables(job["own"]))
    came = made = 0
    # Step by step, since an answer only belongs to a connection that the kernel has already confirmed.
    for step in range(steps):
        batch = [packet["before"][step] for packet in packets if len(packet["before"]) > step]
        for packet in batch:
            wires.send(packet)
        came += sum(packet["way"] == "in" for packet in batch)
        made += sum(packet["way"] == "out" for packet in batch)
        settle(job, came, made)
    run(job["restore"], text=turn["rules"])
    wires.drain()
    for packet in packets:
        wires.send(packet)
    came = sum(packet["way"] == "in" for packet in packets)
    settle(job, came, len(packets) - came)
    saved = at_rest(job)
    return {"saved": saved, "seen": wires.drain()}


def main():
    job = json.load(sys.stdin)
    peer = subprocess.Popen(["unshare", "-n", "sleep", "1000"])
    try:
        while os.readlink(f"/proc/{peer.pid}/ns/net") == os.readlink("/proc/self/ns/net"):
            time.sleep(0.005)
        # The other side has no addresses, so that nothing comes from there but what is sent.
        quiet = "echo 1 | tee /proc/sys/net/ipv6/conf/*/disable_ipv6"
        run("nsenter", "-t", str(peer.pid), "-n", "sh", "-c", quiet)
        run(job["restore"], text=open_tables(job["own"]))
        build(job, peer.pid)
        wires = Wires(job, peer.pid)
        json.dump({"rounds": [play(job, wires, turn) for turn in job["rounds"]]}, sys.stdout)
    finally:
        peer.kill()
        peer.wait()


main()
