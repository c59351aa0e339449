import { z } from "zod";
import { isUniqueViolation } from "@backlot/shared/server/database/failures";
import { createAccount } from "../../accounts.ts";
import { spendSignInLink } from "../../sign-in-links.ts";
import { refuseRate } from "../answer-api.ts";
import { defineRoute } from "../define-route.ts";
import { refuse, reply } from "../reply.ts";
import { anyone, signedIn } from "../route-access.ts";
import { nameSchema, personView } from "../views.ts";

const emailSchema = z
  .string()
  .max(254, "must have at most 254 characters")
  .trim()
  .toLowerCase()
  .pipe(z.email("must be an email address"));
const newPasswordSchema = z
  .string()
  .min(10, "must have at least 10 characters")
  .max(128, "must have at most 128 characters");

export const authRoutes = [
  defineRoute({
    method: "POST",
    path: "auth/sign-up",
    summary: "Makes an account with a workspace and a first project, and signs in",
    access: anyone,
    audience: "anyone",
    scope: "none",
    body: z.object({ email: emailSchema, password: newPasswordSchema, name: nameSchema }),
    answers: { 201: personView },
    handle: async ({ parts, body, clientAddress }) => {
      const allowance = await parts.limits.signUp(clientAddress);
      if (!allowance.ok) return refuseRate(allowance.retryAfterSeconds);
      const passwordHash = await parts.passwords.hash(body.password);
      try {
        const person = await createAccount(parts.records, {
          email: body.email,
          name: body.name,
          passwordHash,
        });
        return reply(201, person, { cookies: [await parts.sessions.start(person.id)] });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        return refuse("email-taken", {
          errors: [{ path: "email", message: "An account with this email exists." }],
        });
      }
    },
  }),
  defineRoute({
    method: "POST",
    path: "auth/sign-in",
    summary: "Signs in; sets the session cookie",
    access: anyone,
    audience: "anyone",
    scope: "none",
    body: z.object({ email: z.string().max(254).trim().toLowerCase(), password: z.string().max(128) }),
    answers: { 200: personView },
    handle: async ({ parts, visitor, body, clientAddress }) => {
      const allowance = await parts.limits.signIn(body.email, clientAddress);
      if (!allowance.ok) return refuseRate(allowance.retryAfterSeconds);
      const user = await parts.records
        .selectFrom("users")
        .selectAll()
        .where("email", "=", body.email)
        .executeTakeFirst();
      if (!(await parts.passwords.verify(user?.password_hash, body.password)) || !user) {
        await parts.limits.signInFailed(body.email, clientAddress);
        return refuse("wrong-credentials");
      }
      await parts.limits.signInSucceeded(body.email);
      await parts.sessions.end(visitor.sessionToken);
      const cookie = await parts.sessions.start(user.id);
      return reply(200, parts.sessions.personOf(user), { cookies: [cookie] });
    },
  }),
  defineRoute({
    method: "POST",
    path: "auth/sign-out",
    summary: "Ends the session",
    access: signedIn,
    audience: "person",
    scope: "session",
    answers: { 204: null },
    handle: async ({ parts, visitor }) =>
      reply(204, undefined, { cookies: [await parts.sessions.end(visitor.sessionToken)] }),
  }),
  defineRoute({
    method: "POST",
    path: "auth/sign-in-link",
    summary: "Signs in by the one-time link of the first start; from this machine only",
    access: (context) =>
      isLoopback(context.clientAddress) &&
      !isForwarded(context.request) &&
      context.parts.origins.isOwn(context.url.origin)
        ? { ok: true, grant: undefined }
        : { ok: false, reply: refuse("not-found") },
    audience: "anyone",
    scope: "none",
    body: z.object({ secret: z.string().min(1).max(200) }),
    answers: { 200: personView.extend({ canvasId: z.string().optional() }) },
    handle: async ({ parts, visitor, body }) => {
      const user = await spendSignInLink(parts.records, body.secret);
      if (!user) return refuse("not-found");
      await parts.sessions.end(visitor.sessionToken);
      const canvas = await parts.records
        .selectFrom("canvases")
        .innerJoin("projects", "projects.id", "canvases.project_id")
        .innerJoin("workspace_members", "workspace_members.workspace_id", "projects.workspace_id")
        .select("canvases.id")
        .where("workspace_members.user_id", "=", user.id)
        .orderBy("canvases.created_at")
        .executeTakeFirst();
      const person = parts.sessions.personOf(user);
      return reply(200, canvas ? { ...person, canvasId: canvas.id } : person, {
        cookies: [await parts.sessions.start(user.id)],
      });
    },
  }),
  defineRoute({
    method: "GET",
    path: "me",
    summary: "Who is signed in",
    access: signedIn,
    audience: "person",
    scope: "read",
    answers: { 200: personView },
    handle: ({ grant }) => reply(200, grant),
  }),
];

const isLoopback = (address: string): boolean => ["127.0.0.1", "::1", "::ffff:127.0.0.1"].includes(address);

const isForwarded = (request: Request): boolean =>
  [...request.headers.keys()].some((name) => name === "forwarded" || name.startsWith("x-forwarded-"));
