import { z } from "zod";
import { plainLineSchema } from "@backlot/shared/protocol/plain-line";
import { roleSchema } from "@backlot/shared/protocol/roles";
import type { CanvasGrant } from "../access.ts";

/** What objects look like from outside. Times are ISO 8601. */
const idSchema = z.string();
const timeSchema = z.iso.datetime();
export const nameSchema = plainLineSchema(120);

export const personView = z.object({
  id: idSchema,
  email: z.string(),
  name: z.string(),
  colorIndex: z.number().int().min(0).max(11),
});

export const workspaceView = z.object({
  id: idSchema,
  name: z.string(),
  role: roleSchema,
  createdAt: timeSchema,
});

export const projectView = z.object({
  id: idSchema,
  workspaceId: idSchema,
  name: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export const canvasView = z.object({
  id: idSchema,
  projectId: idSchema,
  projectName: z.string(),
  workspaceId: idSchema,
  title: z.string(),
  role: roleSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export const isoTime = (ms: number | bigint | string): string => new Date(Number(ms)).toISOString();

export const viewCanvas = ({
  canvas,
  role,
}: Pick<CanvasGrant, "canvas" | "role">): z.infer<typeof canvasView> => ({
  id: canvas.id,
  projectId: canvas.projectId,
  projectName: canvas.projectName,
  workspaceId: canvas.workspaceId,
  title: canvas.title,
  role,
  createdAt: isoTime(canvas.createdAt),
  updatedAt: isoTime(canvas.updatedAt),
});
