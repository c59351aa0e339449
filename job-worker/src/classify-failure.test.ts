import { describe, expect, it } from "vitest";
import { DatabaseUnavailable } from "@backlot/shared/server/database/failures";
import {
  CanvasUnreachable,
  classifyFailure,
  LeaseLost,
  TimeLimitPassed,
  WorkerStopping,
} from "./classify-failure.ts";

const withCode = (code: object) => Object.assign(new Error("failed"), code);

describe("a failure", () => {
  it.each([
    ["of the function", new Error("no ink"), { kind: "retryable", error: "Something went wrong: no ink" }],
    ["that is no error", "no paper", { kind: "retryable", error: "Something went wrong: no paper" }],
    ["by time", new TimeLimitPassed(), { kind: "retryable", error: "It took too long." }],
    ["of a deleted canvas", withCode({ errcode: 787 }), { kind: "final", error: "The canvas was deleted." }],
    ["of one in PostgreSQL", withCode({ code: "23503" }), { kind: "final" }],
    ["by a full disk", withCode({ code: "ENOSPC" }), { kind: "retryable" }],
    ["by a full database", withCode({ errcode: 13 }), { kind: "retryable" }],
    ["by a full PostgreSQL", withCode({ code: "53100" }), { kind: "retryable" }],
    ["by a lost database", new DatabaseUnavailable("gone"), { kind: "interrupted", delayMs: 2000 }],
    ["by a lost lease", new LeaseLost(), { kind: "lease-lost" }],
    ["by a stopping worker", new WorkerStopping(), { kind: "interrupted", delayMs: 0 }],
    ["to reach the canvas", new CanvasUnreachable(), { kind: "interrupted", delayMs: 2000 }],
  ])("%s is told apart", (_name, error, failure) => {
    expect(classifyFailure(error)).toMatchObject(failure);
  });

  it("shows a person at most a few lines", () => {
    const failure = classifyFailure(new Error("x".repeat(10_000)));
    expect(failure.kind === "retryable" && failure.error.length).toBeLessThan(350);
  });
});
