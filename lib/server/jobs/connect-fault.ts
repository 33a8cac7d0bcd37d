import { ConnectError, type ConnectFault } from "@/lib/server/hosts/session";
import { ServiceError } from "@/lib/server/services/service-error";

function textOf(fault: ConnectFault): string {
  switch (fault.code) {
    case "unreachable":
      return "The host cannot be reached. Check the address, and that this machine has a way to it.";
    case "refused":
      return "Nothing listens at this address and port. Check the port, and that the SSH server runs.";
    case "timeout":
      return "The host did not answer in time. A firewall in between may drop the packets, or the port is wrong.";
    case "not-ssh":
      return "Something answers there, but it is no SSH server. Check the port.";
    case "authentication":
      return "The host did not let this key in. Check the user, and that the public key stands in its authorized_keys.";
    case "passphrase":
      return "The passphrase does not fit this key.";
    case "bad-key":
      return "This private key cannot be used.";
    case "host-key-changed":
      return "The host shows another key than the pinned one. Nothing was sent. Compare both before you trust it.";
  }
}

function paramsOf(fault: ConnectFault): Record<string, string> {
  switch (fault.code) {
    case "host-key-changed":
      return { pinned: fault.pinned, shown: fault.shown };
    case "unreachable":
    case "refused":
    case "not-ssh":
    case "bad-key":
      return { detail: fault.detail };
    case "timeout":
      return { stage: fault.stage ?? "connect" };
    case "authentication":
    case "passphrase":
      return {};
  }
}

/** Why a connection could not be made, for the operator: `host-unreachable`, `host-authentication` …, `host-key-changed`. */
export function connectFault(fault: ConnectFault): ServiceError {
  const code = fault.code === "host-key-changed" ? fault.code : `host-${fault.code}`;
  return new ServiceError(code, textOf(fault), { status: 502, params: paramsOf(fault) });
}

/** Runs a piece of work with hosts; a fault of the connection becomes a coded error. */
export async function withFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConnectError) throw connectFault(error.fault);
    throw error;
  }
}
