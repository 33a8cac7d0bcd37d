import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { BadInput } from "./command";

/** A panel, asked over HTTP as a browser would ask it. */
export type PanelClient = {
  /** The answer's JSON; throws `BadInput` with the panel's own words where it refuses. */
  readonly post: (path: string, body: unknown) => Promise<unknown>;
  /** The `data` of each server-sent event, parsed; ends with the stream. Throws `BadInput` where the panel refuses. */
  readonly events: (path: string) => AsyncGenerator<unknown>;
  readonly signOut: () => Promise<void>;
};

/** Why a panel refused, in its own words; `signInText` where it only says that nobody is signed in. */
async function refusal(response: Response): Promise<BadInput> {
  const body: unknown = await response.json().catch(() => null);
  const told = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const text = [told.text, told.message].find((one) => typeof one === "string");
  return new BadInput(`the panel refuses: ${text ?? `HTTP ${response.status}`}`);
}

/** Signs in with an account of the panel. Throws `BadInput` where the panel cannot be reached or refuses. */
export async function signIn(
  panel: string,
  account: { readonly email: string; readonly password: string },
): Promise<PanelClient> {
  if (!URL.canParse(panel) || !/^https?:$/.test(new URL(panel).protocol))
    throw new BadInput(
      `${JSON.stringify(panel)} is no address of a panel; write --panel http://127.0.0.1:8080`,
    );
  const { origin } = new URL(panel);
  let cookie = "";

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(new URL(path, origin), {
      ...init,
      redirect: "manual",
      headers: { origin, "content-type": "application/json", ...(cookie === "" ? {} : { cookie }) },
    }).catch(() => {
      throw new BadInput(`no panel answers at ${origin}; start it, or say where it is with --panel`);
    });
    if (!response.ok) throw await refusal(response);
    return response;
  }
  const send = (path: string, body: unknown) => ask(path, { method: "POST", body: JSON.stringify(body) });

  const signedIn = await send("/api/auth/sign-in/email", account);
  cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

  return {
    post: async (path, body) => (await send(path, body)).json(),
    async *events(path) {
      const { body } = await ask(path);
      if (body === null) return;
      let refused = false;
      for await (const line of createInterface({ input: Readable.from(body), crlfDelay: Infinity })) {
        if (line.startsWith("event:")) refused = line.slice("event:".length).trim() === "refused";
        if (!line.startsWith("data:")) continue;
        const data: unknown = JSON.parse(line.slice("data:".length));
        if (refused) throw new BadInput(`the panel refuses: ${(data as { text?: unknown }).text}`);
        yield data;
      }
    },
    signOut: async () => {
      await send("/api/auth/sign-out", {});
    },
  };
}
