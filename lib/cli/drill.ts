import { z } from "zod";
import { drillOutcomes } from "@/lib/core/drill/outcome";
import { phases } from "@/lib/core/rollout/phase";
import { BadInput, type Command, type CommandIo } from "./command";
import { signIn } from "./panel-client";
import { readArguments, single } from "./read-arguments";

const help = `Usage: sekisho drill HOST [--panel URL] [--json]

Rehearses the rollback of a host that the panel manages: for 30 seconds the host drops new SSH connections of the
panel, and has to bring its rules back by itself. Open connections and everybody else go on.

  HOST         the host's name in the panel
  --panel URL  where the panel is (otherwise http://127.0.0.1:8080)
  --json       the end as JSON

The account is read from the environment: SEKISHO_EMAIL and SEKISHO_PASSWORD.
Exit codes: 0 the rollback was proven, 1 it was not, 2 bad input or no panel.
`;

const startedSchema = z.object({ applyId: z.string() });
const progressSchema = z.object({
  id: z.string(),
  hostId: z.string(),
  hostName: z.string(),
  number: z.number(),
  phase: z.enum(phases),
  reason: z.string().nullable(),
  drill: z.enum(drillOutcomes).nullable(),
  countdown: z.object({ remainingSeconds: z.number() }).nullable(),
  finishedAt: z.string().nullable(),
});
type Progress = z.infer<typeof progressSchema>;

const outcomeWords = {
  running: "the drill is not over",
  proven: "proven: the panel was shut out, and the host brought its rules back by itself",
  "not-blocked": "the rules came back, but a new connection got in meanwhile: nobody was shut out",
  "not-read": "the rules came back by the host's word, but could not be read afterwards",
  "rules-differ": "the rules afterwards are not those from before",
  "not-proven": "it ended before the host's timer could act, and proved nothing",
} as const;

/** A line for a phase on the way, where there is something to say. */
function phaseWords({ phase, countdown }: Progress): string | null {
  switch (phase) {
    case "inspecting":
      return "reading the host: what is there now must come back";
    case "armed":
      return "the host holds its rules, and its own timer runs";
    case "applied":
    case "probing":
      return countdown === null
        ? "the panel is shut out"
        : `the panel is shut out; the host opens again by itself in ${Math.ceil(countdown.remainingSeconds)} s`;
    default:
      return null;
  }
}

function readAccount(io: CommandIo) {
  const [email, password] = [io.environment?.("SEKISHO_EMAIL"), io.environment?.("SEKISHO_PASSWORD")];
  if (!email || !password)
    throw new BadInput("set SEKISHO_EMAIL and SEKISHO_PASSWORD to an account of the panel");
  return { email, password };
}

/** Rehearses a host's rollback through the panel, and tells how it ended. */
export const drill: Command = {
  summary: "rehearse a host's rollback, through the panel",
  help,
  async run(args, io) {
    const read = readArguments(args, { valued: ["--panel"], flags: ["--json"] });
    const [host, ...more] = read.words;
    if (host === undefined) throw new BadInput("name the host; see --help");
    if (more.length > 0) throw new BadInput("one host at a time");
    const panel = await signIn(single(read, "--panel") ?? "http://127.0.0.1:8080", readAccount(io));
    try {
      const { applyId } = startedSchema.parse(await panel.post("/api/drills", { host }));
      let last: Progress | null = null;
      const said = new Set<string>();
      for await (const data of panel.events(`/api/applies/${applyId}/events`)) {
        const progress = progressSchema.safeParse(data);
        if (!progress.success) continue;
        last = progress.data;
        const words = phaseWords(last);
        if (words === null || said.has(last.phase)) continue;
        said.add(last.phase);
        io.stderr(`${last.hostName}: ${words}\n`);
      }
      if (last === null || last.finishedAt === null || last.drill === null)
        throw new BadInput("the panel went away before the drill was over; its page will say how it ended");
      const { id, hostName, number, drill: outcome, reason } = last;
      io.stdout(
        read.flags.has("--json")
          ? `${JSON.stringify({ host: hostName, apply: id, number, outcome, reason })}\n`
          : `${hostName}: ${outcomeWords[outcome]}\n`,
      );
      return outcome === "proven" ? 0 : 1;
    } finally {
      await panel.signOut().catch(() => undefined);
    }
  },
};
