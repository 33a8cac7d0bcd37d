import { expect, test } from "vitest";
import { tellHangsOn } from "./tell-hangs-on";

test("what a check hangs on is told in the words of an explanation, and as it stands where there are none", () => {
  const many = "-m connlimit --connlimit-above 2 --connlimit-mask 32 --connlimit-saddr";
  expect(tellHangsOn(many, 4).phrase).toMatchObject({ code: "connections", params: { count: 2 } });
  const end = "-m time --datestop 2030-01-02T03:04:05";
  expect(tellHangsOn(end, 6).phrase?.code).toBe("until");
  expect(tellHangsOn("what nat did to the connection when it began", 4)).toMatchObject({
    phrase: null,
    doubt: { code: "earlier-nat" },
  });
  expect(tellHangsOn("-m nonsense --very", null)).toEqual({
    text: "-m nonsense --very",
    phrase: null,
    doubt: null,
  });
});
