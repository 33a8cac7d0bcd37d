import { describe, expect } from "vitest";
import type { LiveFrame } from "@/lib/core/live/live-frame";
import { watchText } from "@/lib/server/hosts/scripts/watch-text";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import type { KernelHost } from "@/lib/server/hosts/testing/kernel-host";
import { watchReader } from "./parse-watch";

/** Listens and holds a connection to itself, over a name that has a blank in it. */
const server = `import ctypes, socket, time
ctypes.CDLL(None).prctl(15, b"two words", 0, 0, 0)
server = socket.create_server(("127.0.0.1", 9000))
client = socket.create_connection(("127.0.0.1", 9000))
there, _ = server.accept()
print("up", flush=True)
time.sleep(60)`;

const raise = `cat >/run/watch.sh
for program in iptables ip6tables; do
  $program -N SEKISHO-IN; $program -A SEKISHO-IN -i lo -j ACCEPT; $program -A SEKISHO-IN -j DROP
  $program -I INPUT -j SEKISHO-IN
done
/usr/bin/python3 -c '${server}' >/run/server.out 2>&1 &
i=0; until grep -q up /run/server.out; do i=$((i+1)); [ $i -lt 200 ] || exit 1; sleep 0.05; done`;

async function run(host: KernelHost, command: string, stdin = ""): Promise<string> {
  const { code, stdout, stderr } = await host.sh(command, stdin);
  if (code !== 0) throw new Error(stderr || stdout);
  return stdout;
}

function framesOf(stdout: string): LiveFrame[] {
  const frames: LiveFrame[] = [];
  const reader = watchReader((frame) => frames.push(frame));
  for (const line of stdout.split("\n")) reader.take(line);
  return frames;
}

/** Runs the script into a pipe whose reader leaves after the first frames; the shell waits for both. */
const twoFrames = (before = "") => `${before}
sh -s -- '' </run/watch.sh | sed -n '/^SEKISHO:SHOWN/{p;x;s/^/x/;/^xx/q;x;d};p'`;

describe.each(hostKinds)("on $backend with $shell", (kind) => {
  const test = hostTest(kind);

  test("sockets come with their program, process and account, and our rules with what they counted", async ({
    host,
  }) => {
    await run(host, raise, watchText());
    const [first, second] = framesOf(await run(host, twoFrames()));
    const sockets = first?.sockets ?? [];
    expect(first?.source).toBe("ss");
    const holder = { program: "two words", pid: expect.any(Number), fd: expect.any(Number) };
    expect(sockets.filter(({ localPort }) => localPort === 9000)).toEqual([
      expect.objectContaining({ state: "LISTEN", holders: [holder], uid: 0, peer: null }),
      expect.objectContaining({ state: "ESTAB", holders: [holder], uid: 0, peer: "127.0.0.1" }),
    ]);
    const counts = first?.counts ?? [];
    expect(counts.map(({ family, text }) => `${family} ${text}`)).toEqual(
      [4, 6].flatMap((family) => [
        `${family} -A SEKISHO-IN -i lo -j ACCEPT`,
        `${family} -A SEKISHO-IN -j DROP`,
      ]),
    );
    // The connection to itself: its handshake at least.
    expect(counts[0]?.packets).toBeGreaterThanOrEqual(3);
    expect(counts[0]?.bytes).toBeGreaterThan(100);
    // They are read every third time.
    expect(second?.counts).toBeNull();
    expect((second?.uptime ?? 0) - (first?.uptime ?? 0)).toBeGreaterThan(0.9);
  });

  test("without ss the same sockets are read from /proc, and no program is named", async ({ host }) => {
    await run(host, raise, watchText());
    const [first] = framesOf(await run(host, twoFrames("mount --bind /dev/null /usr/bin/ss")));
    expect(first?.source).toBe("proc");
    const listens = first?.sockets.filter(({ localPort, peer }) => localPort === 9000 && peer === null);
    expect(listens).toEqual([
      expect.objectContaining({ state: "LISTEN", local: "127.0.0.1", holders: [], uid: 0 }),
    ]);
  });

  test("it ends when nobody hears it any more, also where the signal for that is ignored, and leaves nothing", async ({
    host,
  }) => {
    await run(host, raise, watchText());
    const before = await run(host, "ls -R /run /var/lib; iptables-save | grep -v '^#'");
    // That these calls come back at all is the proof: the shell waits for the script too.
    await run(host, twoFrames());
    await run(host, twoFrames("trap '' PIPE"));
    expect(await run(host, "ls -R /run /var/lib; iptables-save | grep -v '^#'")).toBe(before);
  });
});
