import { circle, line } from "./ink.ts";
import { cosTurns, sinTurns } from "./seed.ts";

export interface ClockTime {
  hour: number;
  minute: number;
}

export interface ClockColours {
  face: string;
  ink: string;
  /** The tower's glazing bars seen through the dial; absent for ordinary clocks. */
  bars?: string;
}

export function drawClockFace(
  x: number,
  y: number,
  radius: number,
  time: ClockTime,
  colours: ClockColours,
): string {
  const ring = Math.max(1.4, radius * 0.062);
  let svg = circle(x, y, radius - ring / 2, { fill: colours.face, stroke: colours.ink, width: ring });
  if (colours.bars) {
    const width = Math.max(1, radius * 0.028);
    svg += line(x - radius * 0.9, y, x + radius * 0.9, y, { stroke: colours.bars, width });
    svg += line(x, y - radius * 0.9, x, y + radius * 0.9, { stroke: colours.bars, width });
  }
  if (radius > 5) {
    for (let hour = 0; hour < 12; hour++) {
      const long = hour % 3 === 0;
      if (!long && radius < 12) continue;
      svg += hand(
        x,
        y,
        hour / 12,
        radius * (long ? 0.74 : 0.8),
        radius * 0.88,
        colours.ink,
        radius * (long ? 0.045 : 0.03),
      );
    }
  }
  svg += hand(
    x,
    y,
    (time.hour + time.minute / 60) / 12,
    radius * -0.04,
    radius * 0.52,
    colours.ink,
    radius * 0.06,
  );
  svg += hand(x, y, time.minute / 60, radius * -0.06, radius * 0.72, colours.ink, radius * 0.042);
  return svg + circle(x, y, radius * 0.065, { fill: colours.ink });
}

const WORDS = [
  "twelve",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
];
const MINUTES: Record<string, number> = { five: 5, ten: 10, eleven: 11, quarter: 15, twenty: 20, half: 30 };

/** The time that a description names ("ten past four", "21:40"), else the tower's ten past ten. */
export function clockTimeIn(words: string): ClockTime {
  const digits = /\b([01]?\d|2[0-3])[:.]([0-5]\d)\b/.exec(words);
  if (digits) return { hour: Number(digits[1]) % 12, minute: Number(digits[2]) };
  const spoken = /\b(five|ten|eleven|quarter|twenty|half) (past|to) (\w+)/.exec(words);
  const hour = spoken ? WORDS.indexOf(spoken[3] ?? "") : -1;
  if (spoken && hour >= 0) {
    const minute = MINUTES[spoken[1] ?? ""] ?? 0;
    return spoken[2] === "past" ? { hour, minute } : { hour: (hour + 11) % 12, minute: 60 - minute };
  }
  return { hour: 10, minute: 6 };
}

function hand(
  x: number,
  y: number,
  turns: number,
  from: number,
  to: number,
  colour: string,
  width: number,
): string {
  const dx = sinTurns(turns);
  const dy = -cosTurns(turns);
  return line(x + dx * from, y + dy * from, x + dx * to, y + dy * to, {
    stroke: colour,
    width: Math.max(1, width),
  });
}
