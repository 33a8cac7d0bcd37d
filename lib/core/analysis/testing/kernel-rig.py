"""Sends packets through real rules and prints what each rule counted.

Run as `unshare -n --fork --kill-child python3 kernel-rig.py`: the namespace that it starts in holds the rules and four
interfaces; a second one, made here, holds the other ends and sends frames. Reads one JSON job from standard input:
{"family", "restore", "save", "local", "remote", "ports", "rounds": [{"hook", "rules", "packets"}]}; `rules` is a whole
filter table. A packet has `data` (hex of the IP packet), `way` ("in" or "out"), `port` (name of the interface),
`destination`, `user`, and `before`: packets of the same form that make its connection first, while everything passes.
Prints {"saved": [...]}: the save output with counters, a text for each round.
"""
import ctypes
import json
import os
import socket
import subprocess
import sys
import time

MARK = 77
SO_MARK = 36
CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


def run(*words, text=None):
    return subprocess.run(words, input=text, text=True, check=True, capture_output=True).stdout


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
    for port, prefix in zip(job["ports"], job["remote"]):
        run(*ip, "route", "add", prefix, "dev", port)


class Sender:
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
            link.bind((f"p{index}", 0))
            self.links[port] = link
        libc.setns(here, CLONE_NEWNET)
        os.close(here)

    def socket_of(self, user):
        """The owner of a packet is who opened its socket, and only the file system id counts (xt_owner.c)."""
        if user not in self.raw:
            libc.setfsuid(user)
            family = socket.AF_INET6 if self.six else socket.AF_INET
            made = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_RAW)
            libc.setfsuid(0)
            made.setsockopt(socket.SOL_SOCKET, SO_MARK, MARK)
            self.raw[user] = made
        return self.raw[user]

    def send(self, packet):
        data = bytes.fromhex(packet["data"])
        if packet["way"] == "in":
            self.links[packet["port"]].send(self.frames[packet["port"]] + data)
        else:
            try:
                self.socket_of(packet["user"]).sendto(data, (packet["destination"], 0))
            except PermissionError:
                pass  # The kernel's word for a packet of one's own that a rule drops.


def passed(save):
    """Packets seen so far before the filter table (from outside, from here) and after it."""
    seen = {"in": 0, "out": 0}
    for line in run(save, "-c", "-t", "mangle").splitlines():
        if line.startswith("["):
            count = int(line[1 : line.index(":")])
            seen["in" if "-A PREROUTING" in line else "out"] += count
    return seen


ANCHORS = """*raw
-A OUTPUT -m mark ! --mark 77 -j DROP
COMMIT
*mangle
-A PREROUTING -m conntrack --ctstate NEW,RELATED,ESTABLISHED,INVALID,UNTRACKED
-A OUTPUT -m conntrack --ctstate NEW,RELATED,ESTABLISHED,INVALID,UNTRACKED
COMMIT
*security
-A INPUT
-A FORWARD
-A OUTPUT
COMMIT
"""
OPEN = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n"


def settle(job, sent):
    """Waits until the kernel has taken everything that was sent."""
    for _ in range(500):
        if passed(job["save"]) == sent:
            return
        time.sleep(0.01)
    raise RuntimeError(f"sent {sent}, seen {passed(job['save'])}")


def at_rest(job):
    """The counters once they no longer move: the last packet may still be on its way to the filter table."""
    before = None
    same = 0
    while same < 3:
        now = run(job["save"], "-c")
        lines = [line for line in now.splitlines() if not line.startswith("#")]
        same = same + 1 if lines == before else 0
        before = lines
        time.sleep(0.01)
    return now


def main():
    job = json.load(sys.stdin)
    peer = subprocess.Popen(["unshare", "-n", "sleep", "1000"])
    try:
        while os.readlink(f"/proc/{peer.pid}/ns/net") == os.readlink("/proc/self/ns/net"):
            time.sleep(0.005)
        # The other side has no addresses, so that nothing comes from there but what is sent.
        quiet = "echo 1 | tee /proc/sys/net/ipv6/conf/*/disable_ipv6"
        run("nsenter", "-t", str(peer.pid), "-n", "sh", "-c", quiet)
        run(job["restore"], text=OPEN + ANCHORS)
        build(job, peer.pid)
        sender = Sender(job, peer.pid)
        sent = {"in": 0, "out": 0}

        def send(packets):
            for packet in packets:
                sender.send(packet)
                sent[packet["way"]] += 1

        saved = []
        for turn in job["rounds"]:
            run(job["restore"], text=OPEN)
            # Step by step, since an answer only belongs to a connection that the kernel has already confirmed.
            for step in range(max((len(packet["before"]) for packet in turn["packets"]), default=0)):
                send([packet["before"][step] for packet in turn["packets"] if len(packet["before"]) > step])
                settle(job, sent)
            run(job["restore"], text=turn["rules"])
            run(job["restore"], "--noflush", text="*security\n-Z\nCOMMIT\n")
            send(turn["packets"])
            settle(job, sent)
            saved.append(at_rest(job))
        json.dump({"saved": saved}, sys.stdout)
    finally:
        peer.kill()
        peer.wait()


main()
