import { utils } from "ssh2";
import { expect, it, vi } from "vitest";
import { makePair } from "./make-pair";

it("makes another pair when the first one cannot be read", () => {
  const good = makePair("practice");
  const generate = vi
    .spyOn(utils, "generateKeyPairSync")
    .mockReturnValueOnce({ ...good, private: good.private.replace(/\n.{8}/, "\nAAAAAAAA") })
    .mockReturnValueOnce(good);
  expect(makePair("practice")).toBe(good);
  expect(generate).toHaveBeenCalledTimes(2);
  generate.mockRestore();
});
