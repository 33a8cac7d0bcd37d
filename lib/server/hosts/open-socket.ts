import { connect as connectSocket, type Socket } from "node:net";
import { ConnectError, type ConnectFault, type HostTarget } from "./session";

/**
 * Opens the byte stream to a host and waits until it is connected.
 * Throws ConnectError `unreachable`, `refused` or `timeout`.
 */
export function openSocket(endpoint: HostTarget["endpoint"], timeoutMilliseconds: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket =
      endpoint.kind === "tcp"
        ? connectSocket({ host: endpoint.address, port: endpoint.port, noDelay: true })
        : connectSocket(endpoint.path);
    const timer = setTimeout(() => fail({ code: "timeout", stage: "connect" }), timeoutMilliseconds);
    function fail(fault: ConnectFault) {
      clearTimeout(timer);
      socket.removeAllListeners();
      // A destroyed socket may still report an error; nobody else listens any more.
      socket.on("error", () => {});
      socket.destroy();
      reject(new ConnectError(fault));
    }
    socket.once("error", (error: NodeJS.ErrnoException) => fail(socketFault(error.code ?? error.message)));
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.removeAllListeners();
      resolve(socket);
    });
  });
}

/** The fault for an error code of connect(2) or of the name look-up. */
export function socketFault(code: string): ConnectFault {
  switch (code) {
    case "ECONNREFUSED":
      return { code: "refused", detail: "Nothing listens on this port, or a firewall rejects us." };
    case "ETIMEDOUT":
      return { code: "timeout", stage: "connect" };
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return { code: "unreachable", detail: "The name was not found." };
    case "ENETUNREACH":
      return { code: "unreachable", detail: "There is no route to this network from here." };
    case "EHOSTUNREACH":
    case "EACCES":
      return {
        code: "unreachable",
        detail: "A router or a firewall answered that the host cannot be reached.",
      };
    case "ENOENT":
      return { code: "unreachable", detail: "The practice VPS is not running." };
    default:
      return { code: "unreachable", detail: code };
  }
}
