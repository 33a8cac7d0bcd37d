// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import en from "@/messages/en";
import { ManagersDecision } from "./managers-decision";

afterEach(cleanup);

test("keeping a manager that empties all tables says what that costs; others do not", () => {
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <ManagersDecision
        hostId="h1"
        managers={[
          { name: "firewalld", state: "enabled" },
          { name: "ufw", state: "active" },
        ]}
        accepted={[]}
        acceptManagers={async () => ({ ok: true, value: null })}
      />
    </IntlProvider>,
  );
  expect(screen.getByText(/^Not active now.* firewalld empties every table/)).toBeTruthy();
  expect(screen.getByText(/^Active now\.$/)).toBeTruthy();
});
