# A steady stream of packets that belong to no known flow, for tests that swap rules meanwhile.
#   traffic.py STOPFILE   prints one line of JSON when STOPFILE appears
# To both families of loopback, about every millisecond: one UDP packet from a new socket to port 5001 and one to 5002; and one
# TCP connect to port 5003 and one to 5004. What is counted as got has arrived (UDP) or was answered (TCP).
import json
import os
import select
import socket
import sys
import time

addresses = {"4": (socket.AF_INET, "127.0.0.1"), "6": (socket.AF_INET6, "::1")}
sent = 0
got = {f"{kind}{family}-{port}": 0 for family in addresses for kind, port in
       (("udp", 5001), ("udp", 5002), ("tcp", 5003), ("tcp", 5004))}
receivers, waiting = {}, {}
for family, (domain, address) in addresses.items():
    for port in (5001, 5002):
        receiver = socket.socket(domain, socket.SOCK_DGRAM)
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        receiver.bind((address, port))
        receiver.setblocking(False)
        receivers[receiver] = f"udp{family}-{port}"
    for port in (5003, 5004):
        listener = socket.socket(domain, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(4096)
        listener.setblocking(False)
        receivers[listener] = None


def drain():
    for receiver, name in receivers.items():
        while True:
            try:
                if name is None:
                    receiver.accept()[0].close()
                else:
                    receiver.recv(16)
                    got[name] += 1
            except BlockingIOError:
                break
    # A second try of the opening packet comes after a second: it would hide the loss of the first.
    now = time.monotonic()
    if waiting:
        _, writable, _ = select.select([], list(waiting)[:900], [], 0)
        for client in writable:
            name, _ = waiting.pop(client)
            if client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                got[name] += 1
            # No socket is left waiting for its end, so that ports do not run out.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.close()
        for client in [each for each, (_, begun) in waiting.items() if now - begun > 0.7]:
            waiting.pop(client)
            client.close()


print("up", flush=True)
while not os.path.exists(sys.argv[1]):
    sent += 1
    for family, (domain, address) in addresses.items():
        for port in (5001, 5002):
            with socket.socket(domain, socket.SOCK_DGRAM) as sender:
                sender.sendto(b"x", (address, port))
        for port in (5003, 5004):
            client = socket.socket(domain, socket.SOCK_STREAM)
            client.setblocking(False)
            client.connect_ex((address, port))
            waiting[client] = (f"tcp{family}-{port}", time.monotonic())
    drain()
    time.sleep(0.002)
end = time.monotonic() + 0.6
while time.monotonic() < end:
    drain()
    time.sleep(0.01)
print(json.dumps({"sent": sent, "got": got}), flush=True)
