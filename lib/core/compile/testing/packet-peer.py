# The other end of a cable, for tests of rules: sends single packets as raw frames, and real connections.
#   packet-peer.py INTERFACE TARGET_MAC
# Reads one JSON request a line, prints one JSON answer a line.
#   {"packets": [...], "last": {...}}   sends all in this order, then `last`, an echo request that is surely answered; tells
#                                       what came back before its answer, so that nobody has to wait for silence
#   {"connect": [source, target, port], "count": n, "patience": s}
#                                       opens n connections one after the other, in place of those that were held; how many
#                                       of them echo a line
#   {"talk": true}                      says a line on every connection that is held; how many echo it
# A packet: {"family", "from", "to", "kind": "tcp", "sport", "dport", "flags": "SA"} or {…, "kind": "echo", "id"}.
import json
import os
import socket
import struct
import sys

interface, target = sys.argv[1], bytes.fromhex(sys.argv[2].replace(":", ""))
# Frames of one processor reach the other end in their order.
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
# Room for whatever comes back, and for a copy of each frame that is sent (SO_RCVBUFFORCE, which heeds no limit).
wire.setsockopt(socket.SOL_SOCKET, 33, 32 << 20)
wire.bind((interface, 0))
own = wire.getsockname()[4]
flag_bits = {"F": 1, "S": 2, "R": 4, "P": 8, "A": 16, "U": 32}
domains = {4: socket.AF_INET, 6: socket.AF_INET6}
held = []


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def frame(packet):
    family, kind = packet["family"], packet["kind"]
    domain = domains[family]
    ends = [socket.inet_pton(domain, packet[end]) for end in ("from", "to")]
    protocol = 6 if kind == "tcp" else 1 if family == 4 else 58
    pseudo = b"".join(ends)
    if kind == "tcp":
        bits = sum(flag_bits[flag] for flag in packet["flags"])
        head = struct.pack("!HHIIBBHHH", packet["sport"], packet["dport"], 1000, 0, 5 << 4, bits, 1024, 0, 0)
        place = 16
    else:
        head = struct.pack("!BBHHH", 8 if family == 4 else 128, 0, 0, packet["id"], 1)
        pseudo, place = (b"" if family == 4 else pseudo), 2
    if pseudo:
        pseudo += struct.pack("!BBH", 0, protocol, len(head)) if family == 4 else struct.pack("!IHBB", len(head), 0, 0, protocol)
    head = head[:place] + struct.pack("!H", checksum(pseudo + head)) + head[place + 2:]
    if family == 4:
        ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(head), 1, 0, 64, protocol, 0) + b"".join(ends)
        ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    else:
        ip = struct.pack("!IHBB", 6 << 28, len(head), protocol, 64) + b"".join(ends)
    return target + own + struct.pack("!H", 0x0800 if family == 4 else 0x86DD) + ip + head


def read(data):
    """A packet that came in, or None where it is of no interest."""
    kind, ip = struct.unpack("!H", data[12:14])[0], data[14:]
    if kind == 0x0800:
        family, start, protocol, ends = 4, (ip[0] & 15) * 4, ip[9], (ip[12:16], ip[16:20])
    elif kind == 0x86DD:
        family, start, protocol, ends = 6, 40, ip[6], (ip[8:24], ip[24:40])
    else:
        return None
    packet = {"family": family, "to": socket.inet_ntop(domains[family], ends[1])}
    rest = ip[start:]
    if protocol == 6:
        sport, dport = struct.unpack("!HH", rest[:4])
        flags = "".join(name for name, bit in flag_bits.items() if rest[13] & bit)
        return {**packet, "kind": "tcp", "sport": sport, "dport": dport, "flags": flags}
    if (protocol, rest[0]) in ((1, 0), (58, 129)):
        return {**packet, "kind": "echo", "id": struct.unpack("!H", rest[4:6])[0]}
    return None


def exchange(packets, last):
    for packet in [*packets, last]:
        wire.send(frame(packet))
    answers = []
    while True:
        data, (_, _, direction, *_) = wire.recvfrom(65535)
        packet = None if direction == socket.PACKET_OUTGOING else read(data)
        if packet is None:
            continue
        if packet["kind"] == "echo" and packet["id"] == last["id"] and packet["to"] == last["from"]:
            return answers
        answers.append(packet)


def says(client):
    try:
        client.sendall(b"hello\n")
        return client.recv(16) == b"hello\n"
    except OSError:
        return False


def connect(source, to, port, count, patience):
    opened = 0
    while held:
        held.pop().close()
    for _ in range(count):
        client = socket.socket(domains[6 if ":" in to else 4])
        client.bind((source, 0))
        client.settimeout(patience)
        try:
            client.connect((to, port))
            client.settimeout(20)
            opened += says(client)
            held.append(client)
        except OSError:
            client.close()
    return opened


for line in sys.stdin:
    request = json.loads(line)
    if "packets" in request:
        answer = exchange(request["packets"], request["last"])
    elif "connect" in request:
        answer = connect(*request["connect"], request["count"], request["patience"])
    else:
        answer = sum(says(client) for client in held)
    print(json.dumps(answer), flush=True)
