import { expect, it } from "vitest";
import { LogPosition } from "./log-position.ts";

it("moves on with each commit that follows the last one", () => {
  const position = new LogPosition(4);
  position.note({ sequence: 7, previous: 4 });
  expect(position.sequence).toBe(7);
  position.note({ sequence: 5, previous: 4 });
  expect(position.sequence).toBe(7);
});

it("stops before a commit that nobody told of, and goes on when the log has been read", () => {
  const position = new LogPosition(0);
  position.note({ sequence: 3, previous: 2 });
  position.note({ sequence: 9, previous: 3 });
  expect(position.sequence).toBe(0);
  position.reach(2);
  expect(position.sequence).toBe(9);
});

it("takes commits in any order", () => {
  const position = new LogPosition(0);
  position.note({ sequence: 2, previous: 1 });
  position.note({ sequence: 3, previous: 2 });
  position.note({ sequence: 1, previous: 0 });
  expect(position.sequence).toBe(3);
  position.reach(2);
  expect(position.sequence).toBe(3);
});

it("holds no more commits ahead than a reading of the log makes needless", () => {
  const position = new LogPosition(0);
  for (let sequence = 2; sequence < 5_000; sequence++) position.note({ sequence, previous: sequence - 1 });
  expect(position.sequence).toBe(0);
  position.reach(4_999);
  expect(position.sequence).toBe(4_999);
});

it("goes back to what was read from the log when something heard of was lost", () => {
  const position = new LogPosition(4);
  position.reach(6);
  position.note({ sequence: 7, previous: 6 });
  position.note({ sequence: 9, previous: 8 });
  position.rewind();
  expect(position.sequence).toBe(6);
  position.note({ sequence: 8, previous: 7 });
  expect(position.sequence).toBe(6);
});
