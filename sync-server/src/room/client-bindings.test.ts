import { expect, it } from "vitest";
import { ClientBindings } from "./client-bindings.ts";

const memberOf = (actorId: string) => ({
  grant: {
    canvasId: "c",
    role: "editor",
    actorId,
    actorKind: "person",
    name: actorId,
    colorIndex: 0,
  } as const,
});

it("keeps a client id for its actor as long as one of the actor's connections is there", () => {
  const bindings = new ClientBindings();
  const [ada, adaAgain, ben] = [memberOf("ada"), memberOf("ada"), memberOf("ben")];
  bindings.bind(7, ada);
  bindings.bind(7, adaAgain);
  bindings.bind(7, ben);
  expect([bindings.isForeign(7, ben), bindings.isForeign(7, adaAgain)]).toEqual([true, false]);
  expect(bindings.release(ada)).toEqual([]);
  expect(bindings.isForeign(7, ben)).toBe(true);
  expect(bindings.release(adaAgain)).toEqual([7]);
  expect(bindings.isForeign(7, ben)).toBe(false);
  bindings.bind(7, ada);
  expect(bindings.isForeign(7, ben)).toBe(false);
  expect(bindings.release(ben)).toEqual([]);
});

it("keeps a client id for the actor whom another node shows under it", () => {
  const elsewhere = new Map([[7, "ada"]]);
  const bindings = new ClientBindings((clientId) => elsewhere.get(clientId));
  const [ada, ben] = [memberOf("ada"), memberOf("ben")];
  bindings.bind(7, ben);
  expect([bindings.isForeign(7, ben), bindings.isForeign(7, ada)]).toEqual([true, false]);
  elsewhere.clear();
  expect(bindings.isForeign(7, ben)).toBe(false);
});

it("does not follow a connection that speaks for more client ids than any page has", () => {
  const bindings = new ClientBindings();
  const ada = memberOf("ada");
  for (let clientId = 0; clientId < 1_000; clientId++) bindings.bind(clientId, ada);
  expect(bindings.release(ada)).toHaveLength(256);
});
