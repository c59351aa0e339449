const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** When something was changed, as a colleague would say it: "just now", "5 minutes ago", "yesterday", "Monday". */
export const timeWords = (then: Date, now: Date): string => {
  const agoMs = now.getTime() - then.getTime();
  if (agoMs < MINUTE_MS) return "just now";
  const minutes = Math.floor(agoMs / MINUTE_MS);
  if (minutes < 60) return minutes === 1 ? "a minute ago" : `${minutes} minutes ago`;
  const days = Math.round((startOfDay(now) - startOfDay(then)) / DAY_MS);
  if (days === 0) return `today ${pad(then.getHours())}:${pad(then.getMinutes())}`;
  if (days === 1) return "yesterday";
  if (days < 7) return WEEKDAYS[then.getDay()] ?? "";
  const date = `${then.getDate()} ${MONTHS[then.getMonth()] ?? ""}`;
  return then.getFullYear() === now.getFullYear() ? date : `${date} ${then.getFullYear()}`;
};

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const startOfDay = (date: Date): number =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

const pad = (value: number): string => String(value).padStart(2, "0");
