# One end of flows for tests: listens and echoes, holds named flows to others, and says of each whether it still goes both ways.
#   flows-peer.py PIPE [tcp:PORT | udp:PORT | talk:PORT] …
# Prints "up", then one line for each command that is written to PIPE:
#   open NAME tcp|udp ADDRESS PORT   "NAME open"
#   try                              "NAME works" (an echo came), "NAME silent" or "NAME closed", in one line
# A talker sends without end, whatever it hears.
import socket
import sys
import threading
import time

PATIENCE = 0.7


def echo(connection):
    try:
        while data := connection.recv(100):
            connection.sendall(data)
    except OSError:
        pass


def talk(connection):
    try:
        while True:
            connection.sendall(b".")
            time.sleep(0.05)
    except OSError:
        pass


def listen(word):
    kind, port = word.split(":")
    if kind == "udp":
        server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        server.bind(("::", int(port)))

        def answer():
            while True:
                data, sender = server.recvfrom(100)
                server.sendto(data, sender)

        threading.Thread(target=answer, daemon=True).start()
        return
    server = socket.create_server(("::", int(port)), family=socket.AF_INET6, dualstack_ipv6=True)

    def accept():
        while True:
            connection, _ = server.accept()
            threading.Thread(target=talk if kind == "talk" else echo, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def open_flow(protocol, address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
    flow = socket.socket(family, kind)
    flow.settimeout(3)
    flow.connect((address, int(port)))
    flow.settimeout(PATIENCE)
    return flow


def drain(flow):
    flow.setblocking(False)
    try:
        while flow.recv(10_000):
            pass
        return False
    except BlockingIOError:
        return True
    finally:
        flow.settimeout(PATIENCE)


def state(flow):
    try:
        if not drain(flow):
            return "closed"
        flow.send(b"x")
        return "works" if flow.recv(100) else "closed"
    except socket.timeout:
        return "silent"
    except OSError:
        return "closed"


def main(pipe, *words):
    for word in words:
        listen(word)
    flows = {}
    print("up", flush=True)
    while True:
        with open(pipe) as commands:
            for line in commands:
                command, *rest = line.split()
                if command == "open":
                    name, *where = rest
                    flows[name] = open_flow(*where)
                    # Both directions are seen at once, so that it is established.
                    print(f"{name} {'open' if state(flows[name]) == 'works' else 'refused'}", flush=True)
                else:
                    print(" ".join(f"{name}={state(flow)}" for name, flow in flows.items()), flush=True)


main(*sys.argv[1:])
