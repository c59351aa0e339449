import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createBreakerBoard } from "./breaker-board.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => vi.useRealTimers());

it("counts the open breakers of each provider, each function's once", () => {
  const board = createBreakerBoard();
  board.note({ functionId: "a", provider: "http", isOpen: true });
  board.note({ functionId: "a", provider: "http", isOpen: true });
  board.note({ functionId: "b", provider: "comfyui", isOpen: true });
  board.note({ functionId: "c", provider: "http", isOpen: true });
  expect([board.countOpen("http"), board.countOpen("comfyui"), board.countOpen("openai-images")]).toEqual([
    2, 1, 0,
  ]);
  board.note({ functionId: "a", provider: "http", isOpen: false });
  expect(board.countOpen("http")).toBe(1);
});

it("counts no breaker whose function nobody has tried to call for five minutes", () => {
  const board = createBreakerBoard();
  for (const functionId of ["kept", "dropped"]) board.note({ functionId, provider: "http", isOpen: true });
  vi.advanceTimersByTime(200_000);
  board.note({ functionId: "kept", provider: "http", isOpen: true });
  vi.advanceTimersByTime(200_000);
  expect(board.countOpen("http")).toBe(1);
});
