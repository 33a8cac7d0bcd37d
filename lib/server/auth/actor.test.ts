import { expect, it, vi } from "vitest";
import { ServiceError } from "../services/service-error";
import { currentActor } from "./actor";

const user = { id: "1", name: "Aki", permission: "owner" };
const getSession = vi.fn(async ({ query }: { query?: { disableRefresh?: boolean } }) => {
  if (query?.disableRefresh) return { user };
  throw new ServiceError("database-locked", "Another program holds the database.", { status: 503 });
});

vi.mock("next/headers", () => ({ headers: async () => new Headers() }));
vi.mock("./auth", () => ({ auth: () => ({ api: { getSession } }) }));

it("knows who is signed in when the session is due for renewal and the database takes no writes", async () => {
  expect(await currentActor()).toEqual(user);
  expect(getSession).toHaveBeenCalledTimes(2);
});
