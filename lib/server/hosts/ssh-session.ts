import { constants } from "node:os";
import { StringDecoder } from "node:string_decoder";
import type { Client, ClientChannel } from "ssh2";
import type { ExecAnswer, HostSession } from "./session";

/** More than any host answers (a table of 100,000 rules is about 10 MiB); a host cannot fill our memory. */
const OUTPUT_LIMIT = 32 * 1024 * 1024;

/** Of what is not kept: five minutes of the longest lists of sockets. More would only keep us busy. */
const PASSING_LIMIT = 512 * 1024 * 1024;

/** A line that never ends is kept until it does. */
const LINE_LIMIT = 1024 * 1024;

/**
 * The two exec lines. Constant; the script comes on stdin. The argument hands the server's view of the connection
 * through sudo, which clears the environment. Both lines mean the same in sh, csh and fish.
 */
const PLAIN_LINE = 'sh -s -- "$SSH_CONNECTION"';
const SUDO_LINE = 'sudo -n sh -s -- "$SSH_CONNECTION"';

/** A session over an authenticated ssh2 client. Every call of `run` uses a channel of its own. */
export function sshSession(client: Client, fingerprint: string, localPort: number | null): HostSession {
  return {
    fingerprint,
    localPort,
    run: (script, options) =>
      new Promise((resolve, reject) => {
        const unknown = (stderr: string) => resolve({ code: null, stdout: "", stderr });
        try {
          client.exec(options.sudo ? SUDO_LINE : PLAIN_LINE, (error, channel) => {
            if (error) unknown(error.message);
            else collect(channel, script, options).then(resolve, reject);
          });
        } catch (error) {
          // ssh2 throws at once when the connection is gone already.
          unknown(error instanceof Error ? error.message : String(error));
        }
      }),
    close: () => {
      client.end();
      // A peer that no longer answers would keep the socket for minutes.
      setTimeout(() => client.destroy(), 1000).unref();
    },
  };
}

function collect(
  channel: ClientChannel,
  script: string,
  options: {
    readonly timeoutMilliseconds: number;
    readonly onLine?: (line: string) => void;
    readonly keep?: boolean;
  },
): Promise<ExecAnswer> {
  return new Promise((resolve, reject) => {
    const keep = options.keep ?? true;
    const limit = keep ? OUTPUT_LIMIT : PASSING_LIMIT;
    const stdout = outputText(options.onLine ?? (() => {}), keep);
    const stderr = outputText(() => {}, keep);
    let bytes = 0;
    let code: number | null = null;
    let settled = false;

    const settle = (action: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      action();
    };
    const giveUp = (reason: string) => {
      settle(() => resolve({ code: null, stdout: stdout.all(), stderr: `${stderr.all()}${reason}\n` }));
      channel.close();
    };
    const take = (output: OutputText, chunk: Buffer) => {
      if (settled) return;
      bytes += chunk.length;
      if (bytes > limit) return giveUp(`The host answered with more than ${limit} bytes.`);
      try {
        output.add(chunk);
      } catch (error) {
        settle(() => reject(error));
        channel.close();
      }
    };

    const timer = setTimeout(
      () => giveUp(`No end after ${options.timeoutMilliseconds} ms.`),
      options.timeoutMilliseconds,
    );
    channel.on("data", (chunk: Buffer) => take(stdout, chunk));
    channel.stderr.on("data", (chunk: Buffer) => take(stderr, chunk));
    // Without this event there is no exit status: the connection died, and nothing is known.
    channel.on("exit", (status: number | null, signal?: string) => {
      code = status ?? signalCode(signal);
    });
    channel.on("error", (error: Error) => giveUp(error.message));
    channel.on("close", () =>
      settle(() => {
        try {
          stdout.end();
          resolve({ code, stdout: stdout.all(), stderr: stderr.all() });
        } catch (error) {
          reject(error);
        }
      }),
    );
    channel.end(script);
  });
}

type OutputText = {
  add(chunk: Buffer): void;
  /** Hands on a last line that has no newline. */
  end(): void;
  all(): string;
};

/**
 * Collects bytes into text and hands on each line once; a letter may be cut between two chunks. What is not to be kept
 * is gone with its line, and a line that is too long is gone too.
 */
function outputText(onLine: (line: string) => void, keep: boolean): OutputText {
  const decoder = new StringDecoder("utf8");
  const pieces: string[] = [];
  // Pieces of the line that has no end yet; joined only when it ends, or a long line would cost its square.
  let open: string[] = [];
  let openLength = 0;
  return {
    add(chunk) {
      const piece = decoder.write(chunk);
      if (keep) pieces.push(piece);
      const parts = piece.split("\n");
      for (const part of parts.slice(0, -1)) {
        const line = open.join("") + part;
        open = [];
        openLength = 0;
        onLine(line);
      }
      const rest = parts.at(-1) ?? "";
      openLength += rest.length;
      if (keep || openLength <= LINE_LIMIT) open.push(rest);
    },
    end() {
      const line = open.join("");
      if (line !== "") onLine(line);
    },
    all: () => pieces.join(""),
  };
}

/** A shell killed by a signal, as a shell would report it: 128 + number. */
function signalCode(signal: string | undefined): number {
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return 128 + (numbers[`SIG${(signal ?? "").replace(/^SIG/, "")}`] ?? 0);
}
