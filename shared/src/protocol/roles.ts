import { z } from "zod";

export const ROLES = ["owner", "editor", "commenter", "viewer"] as const;
export type Role = (typeof ROLES)[number];
export const roleSchema = z.enum(ROLES);

/** What a share link may give. */
export const SHARE_ROLES = ["viewer", "commenter", "editor"] as const;
export const shareRoleSchema = z.enum(SHARE_ROLES);

export const mayEdit = (role: Role): boolean => role === "owner" || role === "editor";
