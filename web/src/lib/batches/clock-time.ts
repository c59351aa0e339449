const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hour12: false });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** "13:52", as the clock on the wall of who reads it. */
export const clockTime = (iso: string): string => clock.format(new Date(iso));

/** "13:52" today, "3 Nov" before. */
export const shortTime = (iso: string, nowMs: number): string => {
  const at = new Date(iso);
  return at.toDateString() === new Date(nowMs).toDateString() ? clock.format(at) : day.format(at);
};
