import { destination, pino, type Logger } from "pino";

export type { Logger };

/** JSON lines on stdout: short fixed event names in `msg`, everything else as fields. Secrets never leave. */
export const createLogger = (service: string, level: string): Logger =>
  pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          "password",
          "token",
          "secret",
          "*.password",
          "*.token",
          "*.secret",
          "headers.cookie",
          "headers.authorization",
        ],
        censor: "***",
      },
    },
    // As pino does by itself in the main thread. A thread's own stdout waits for the main loop, which may stand still.
    destination({ dest: 1, sync: true }),
  );
