import type * as z from "zod";
import { error } from "@/lib/core/problem/problem";
import { ServiceError } from "./service-error";

/** Reads a verb's input; throws `bad-input` with one problem for each finding, its path leading to the field. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue) =>
    error(
      `input-${issue.code}`,
      issue.message,
      issue.path.map((step) => (typeof step === "number" ? step : String(step))),
    ),
  );
  throw new ServiceError("bad-input", "Some of the values cannot be used. Look at the marked fields.", {
    status: 422,
    problems,
  });
}
