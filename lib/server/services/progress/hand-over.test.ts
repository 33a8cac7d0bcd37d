import { afterEach, expect, test, vi } from "vitest";
import { ServiceError } from "../service-error";
import { handOver } from "./hand-over";

afterEach(() => vi.restoreAllMocks());

/** All that is handed over of work that fails so. */
async function told(error: unknown) {
  const messages = [];
  for await (const message of handOver<{ kind: "begun" }>(async (tell) => {
    tell({ kind: "begun" });
    throw error;
  }, "It failed for a reason of the panel's own."))
    messages.push(message);
  return messages;
}

test("a fault of the panel's own is told as such, and its log says what it was", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const bug = new TypeError("a bug");
  expect(await told(bug)).toMatchObject([{ kind: "begun" }, { kind: "failed", code: "internal" }]);
  expect(logged).toHaveBeenCalledWith(bug);
});

test("a coded error is told by its code and is no fault to log", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const messages = await told(new ServiceError("apply-pending", "An apply is under way.", { status: 409 }));
  expect(messages).toMatchObject([{ kind: "begun" }, { kind: "failed", code: "apply-pending" }]);
  expect(logged).not.toHaveBeenCalled();
});
