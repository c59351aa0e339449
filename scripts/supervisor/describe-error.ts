/** "EROFS: read-only file system" out of Node's longer message, or the message as it is. */
export const describeError = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(", ", 1)[0] ?? message;
};
