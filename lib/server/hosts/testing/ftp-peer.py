# A real FTP server and client for tests of the kernel's FTP helper.
#   ftp-peer.py serve ADDRESS FOLDER   serves FOLDER to everybody on port 21 and prints "up"
#   ftp-peer.py fetch ADDRESS          one line for each mode: "passive got it", "active refused"
# "refused" means: the control connection stands, and the data connection met silence.
import ftplib
import sys


def serve(address, folder):
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.servers import FTPServer

    FTPHandler.authorizer = DummyAuthorizer()
    FTPHandler.authorizer.add_anonymous(folder)
    FTPHandler.log = lambda *_, **__: None
    server = FTPServer((address, 21), FTPHandler)
    print("up", flush=True)
    server.serve_forever()


def fetch(address):
    for passive in (True, False):
        with ftplib.FTP() as session:
            session.connect(address, 21, timeout=20)
            session.login()
            session.set_pasv(passive)
            # Long enough for the opening packets at 0, 1 and 3 s; silence is what the control case waits for.
            session.timeout = 4
            session.sock.settimeout(4)
            received = []
            try:
                session.retrbinary("RETR greeting", received.append)
                word = "got " + b"".join(received).decode()
            except (TimeoutError, ftplib.error_temp):
                word = "refused"
                session.sock.close()
                session.sock = None
            print("passive" if passive else "active", word, flush=True)


if sys.argv[1] == "serve":
    serve(sys.argv[2], sys.argv[3])
else:
    fetch(sys.argv[2])
