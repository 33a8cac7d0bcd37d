import { buildApply, buildCancel, buildConfirm, buildStatus } from "@/lib/server/hosts/protocol/build";
import { type CallAnswer, parseAnswer } from "@/lib/server/hosts/protocol/parse-answer";
import { freshConnection, type KernelHost, newEndWord } from "./kernel-host";

/** Own-chain text with rules in SEKISHO-IN that tell one version from another. */
export function versionText(
  version: number,
  options: { readonly count?: number; readonly last?: string } = {},
): string {
  const { count = 3, last = "DROP" } = options;
  const rules = Array.from(
    { length: count },
    (_, index) =>
      `-A SEKISHO-IN -p tcp -m tcp --dport ${1 + (index % 60_000)} -m comment --comment "v${version} ${index}" -j ACCEPT`,
  );
  return [
    "*filter",
    ":SEKISHO-FWD - [0:0]",
    ":SEKISHO-IN - [0:0]",
    ":SEKISHO-OUT - [0:0]",
    "-A SEKISHO-FWD -j RETURN",
    ...rules,
    `-A SEKISHO-IN -j ${last}`,
    "-A SEKISHO-OUT -j ACCEPT",
    "COMMIT",
    "",
  ].join("\n");
}

let counter = 0;
/** An apply id of its own. */
export function newId(): string {
  counter += 1;
  return `a${counter}-${process.pid}`;
}

export type ApplyOptions = {
  readonly timeout?: number;
  readonly rules4?: string;
  readonly rules6?: string | null;
  readonly connection?: string;
};

export function applyScript(id: string, version: number, options: ApplyOptions = {}): string {
  const { timeout = 60, rules4 = versionText(version), rules6 = versionText(version) } = options;
  return buildApply({ id, timeoutSeconds: timeout, rules4, rules6, endWord: newEndWord() });
}

export const confirmScript = (id: string) => buildConfirm({ id, endWord: newEndWord() });

export async function apply(
  host: KernelHost,
  id: string,
  version: number,
  options: ApplyOptions = {},
): Promise<CallAnswer> {
  const ran = await host.call(applyScript(id, version, options), options.connection ?? freshConnection());
  return parseAnswer(ran.stdout);
}

export async function confirm(
  host: KernelHost,
  id: string,
  connection = freshConnection(),
): Promise<CallAnswer> {
  return parseAnswer((await host.call(confirmScript(id), connection)).stdout);
}

export async function cancel(host: KernelHost, id: string): Promise<CallAnswer> {
  return parseAnswer((await host.call(buildCancel({ id, endWord: newEndWord() }))).stdout);
}

export async function status(host: KernelHost, id: string) {
  const { answers } = parseAnswer((await host.call(buildStatus({ id, endWord: newEndWord() }))).stdout);
  const [answer] = answers;
  if (answer?.kind !== "status") throw new Error(`no status: ${JSON.stringify(answers)}`);
  return answer;
}

/** The last word of a call in short: `applied`, `rolled-back expired`, `failed drift`. */
export function outcome({ answers, complete }: CallAnswer): string {
  const last = answers.at(-1);
  if (last === undefined || !complete) return "cut";
  if (last.kind === "failed") return `failed ${last.code}`;
  return last.kind === "rolled-back" ? `rolled-back ${last.reason}` : last.kind;
}

/** The kernel's filter rules of both families, without counters, dates and empty built-in chains. */
export async function live(host: KernelHost): Promise<string> {
  const { stdout } = await host.sh("iptables-save -t filter; echo ==6; ip6tables-save -t filter");
  return stdout
    .split("\n")
    .filter((line) => !/^(#|\*filter|COMMIT|:(INPUT|FORWARD|OUTPUT) ACCEPT|$)/.test(line))
    .map((line) => line.replace(/ \[\d+:\d+\]$/, ""))
    .join("\n");
}

/** Which version each family holds: `1/1`, `none/2`. */
export async function versions(host: KernelHost): Promise<string> {
  return (await live(host))
    .split("==6")
    .map((text) => [...new Set([...text.matchAll(/"v(\d+) /g)].map((match) => match[1]))].join("+") || "none")
    .join("/");
}

/** Waits until the apply came to an end on the host, for half a minute at least. */
export async function ended(host: KernelHost, id: string, seconds = 30): Promise<void> {
  const found = `ls /run/sekisho | grep -qE '^(done|failed)\\.[a-z]*\\.${id}$'`;
  const { code } = await host.sh(
    `i=0; until ${found}; do i=$((i+1)); [ $i -lt ${10 * seconds} ] || exit 1; sleep 0.1; done`,
  );
  if (code !== 0)
    throw new Error(`The apply ${id} did not end: ${(await host.sh("ls -l /run/sekisho")).stdout}`);
}

/** Command lines of the timers that run, one per line. */
export async function timers(host: KernelHost): Promise<string> {
  const { stdout } = await host.sh(
    "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline 2>/dev/null | grep '/run/sekisho/[t]imer'; done",
  );
  return stdout.trim();
}

/** A version that is in force on the host until it is decided; answers the id of the apply. */
export async function applied(
  host: KernelHost,
  version: number,
  options: ApplyOptions = {},
): Promise<string> {
  const id = newId();
  const answer = outcome(await apply(host, id, version, options));
  if (answer !== "applied") throw new Error(`not applied: ${answer}`);
  return id;
}

/** A version that stands confirmed on the host; answers the id of the apply. */
export async function confirmed(host: KernelHost, version: number): Promise<string> {
  const id = await applied(host, version);
  const answer = outcome(await confirm(host, id));
  if (answer !== "confirmed") throw new Error(`not confirmed: ${answer}`);
  return id;
}

/** The moment at which the main timer of an apply fires, in seconds since boot. */
export function deadlineOf({ answers }: CallAnswer): number {
  const [armed] = answers;
  if (armed?.kind !== "armed") throw new Error(`not armed: ${JSON.stringify(answers)}`);
  return armed.deadline;
}

/** kill -9 of timers of an apply, each with what it runs; at once, or at a moment in seconds since boot. */
export async function killTimers(
  host: KernelHost,
  id: string,
  slots: readonly ("main" | "guard")[],
  moment = 0,
): Promise<void> {
  const pids = slots.map((slot) => `/run/sekisho/armed.${id}.${slot}`).join(" ");
  await host.sh(`pids=$(cat ${pids}); ${waitFor(moment)}; for pid in $pids; do kill -9 "-$pid"; done`);
}

/** A command that ends at a moment in seconds since boot. */
export function waitFor(moment: number): string {
  return `perl -e 'do { open F, "/proc/uptime"; ($u) = split " ", <F>; close F; select undef, undef, undef, 0.003 } until $u >= ${moment}'`;
}

/** Puts a shell script in the place of a program of the host; `"$real"` is the program itself. */
export async function replaceProgram(host: KernelHost, name: string, script: string): Promise<void> {
  const { code, stderr } = await host.sh(
    `set -e; bin=\${PATH%%:*}; real=$(command -v ${name}); mkdir -p "$bin/real"
     if [ "$real" = "$bin/${name}" ]; then mv "$real" "$bin/real/${name}"; else ln -s "$real" "$bin/real/${name}"; fi
     { printf '#!/bin/sh\\nreal=%s\\n' "$bin/real/${name}"; cat; } >"$bin/${name}"; chmod 755 "$bin/${name}"`,
    `${script}\n`,
  );
  if (code !== 0) throw new Error(`${name} cannot be replaced: ${stderr}`);
}
