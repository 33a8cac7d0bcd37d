import { describe, expect, it } from "vitest";
import { policyJsonSchema } from "./json-schema";

describe("the JSON Schema of a policy", () => {
  it("names the document's parts and asks only for what has no default", () => {
    const schema = policyJsonSchema();
    expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" });
    expect(schema).toHaveProperty("properties.purposes.items.properties.role.enum");
    const required = "required" in schema ? schema.required : [];
    expect(required).toEqual(["schema", "purposes", "client", "protections", "networks", "services"]);
  });
});
