import type { Failure } from "./outcome";
import { readLines } from "./read-lines";

const broken: Failure = {
  code: "panel-unreachable",
  text: "The panel did not answer. Check that it is running, then try again.",
  params: {},
  problems: [],
};

const internal: Failure = {
  code: "internal",
  text: "Something in the panel failed. Its log says what.",
  params: {},
  problems: [],
};

/** The panel answered, and does not do what it was asked for; null: nobody is signed in any more. */
class PanelRefusal extends Error {
  constructor(readonly failure: Failure | null) {
    super(failure?.text ?? "signed out");
  }
}

/** The coded error of a refusal, where the panel sent one. */
async function refusalOf(answer: Response): Promise<Failure> {
  const told = (await answer.json().catch(() => null)) as Partial<Failure> | null;
  if (typeof told?.code === "string") return { ...internal, text: told.code, ...told, code: told.code };
  return answer.status === 403
    ? { code: "forbidden", text: "Your account may look, but not do this.", params: {}, problems: [] }
    : internal;
}

/**
 * Starts work at the panel that tells of itself, one JSON message a line. Whoever is signed out by then gets the page anew,
 * which leads to the sign-in. Throws what `failureOf` reads.
 */
export async function* postForLines<Message>(path: string): AsyncGenerator<Message> {
  const answer = await fetch(path, { method: "POST" });
  if (answer.status === 401) {
    window.location.reload();
    throw new PanelRefusal(null);
  }
  if (!answer.ok) throw new PanelRefusal(await refusalOf(answer));
  if (!answer.body) throw new Error("an answer without a body");
  for await (const line of readLines(answer.body)) yield JSON.parse(line) as Message;
}

/** What is told of an error of `postForLines`; null: nothing, since the page is on its way to the sign-in. */
export function failureOf(error: unknown): Failure | null {
  return error instanceof PanelRefusal ? error.failure : broken;
}
