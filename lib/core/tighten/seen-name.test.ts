import { expect, it } from "vitest";
import { objectNameSchema } from "@/lib/core/policy/schema";
import { seenName } from "./seen-name";

/** Outside of the basic plane, so that each takes two units of a string. */
const rare = "\u{20BB7}";

it("is a name that an object may have, with a number behind it too, however long the service's is", () => {
  const words = "accounting database - of the_northern. branch offices two and three more";
  const letters = (length: number) => [words.slice(0, length), "a".repeat(length), rare.repeat(length)];
  for (let length = 1; length <= 63; length++) {
    for (const service of [...letters(length), `${"a".repeat(length)}-b`, `a${rare.repeat(length - 1)} b`]) {
      const name = seenName(service, "2030-01-31");
      expect(objectNameSchema.safeParse(`${name} 999`).success, `${service}: ${name}`).toBe(true);
      expect(objectNameSchema.safeParse(name).success, `${service}: ${name}`).toBe(true);
    }
  }
});

it("says the service and the day, and cuts the service alone", () => {
  expect(seenName("mysql", "2030-01-31")).toBe("mysql seen 2030-01-31");
  expect(seenName(rare.repeat(60), "2030-01-31")).toBe(`${rare.repeat(42)} seen 2030-01-31`);
  expect(seenName(`${"a".repeat(40)} - more`, "2030-01-31")).toBe(`${"a".repeat(40)} seen 2030-01-31`);
});
