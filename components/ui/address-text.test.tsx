// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { AddressText } from "./address-text";

afterEach(cleanup);

/** The pieces between the places where a line may end. */
const pieces = (address: string) =>
  render(<AddressText>{address}</AddressText>)
    .container.innerHTML.replace(/<\/?span[^>]*>/g, "")
    .split(/<wbr[^>]*>/);

test("a line may end in no address but behind a colon or a dash, and never within ::", () => {
  expect(pieces("192.0.2.0/24")).toEqual(["192.0.2.0/24"]);
  expect(pieces("2001:db8::1:0/112")).toEqual(["2001:", "db8::", "1:", "0/112"]);
  expect(pieces("::2–2001:db8::f")).toEqual(["::", "2–", "2001:", "db8::", "f"]);
});
