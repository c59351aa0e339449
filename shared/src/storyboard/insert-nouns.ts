// Which of the things a panel can draw the words of a shot name.

export type InsertObject =
  | "clock"
  | "gear"
  | "key"
  | "letter"
  | "photo"
  | "phone"
  | "book"
  | "cup"
  | "bottle"
  | "bell"
  | "lantern"
  | "gun"
  | "knife"
  | "ring"
  | "door"
  | "hand";

const NOUNS: readonly [InsertObject, RegExp][] = [
  ["gear", /\b(gears?|cogs?|cogwheels?|mechanism|clockwork|machinery)\b/],
  ["key", /\b(keys?|keyring)\b/],
  ["letter", /\b(letters?|notes?|envelopes?|papers?|telegrams?|maps?|tickets?|postcards?)\b/],
  ["phone", /\b(phones?|telephone|screen|message|text message)\b/],
  ["book", /\b(books?|diary|notebook|ledger|journal|logbook)\b/],
  ["cup", /\b(cups?|mugs?|tea|coffee|glass)\b/],
  ["bottle", /\b(bottles?|flask|vial|wine|whisky|whiskey)\b/],
  ["photo", /\b(photos?|photographs?|pictures?|polaroids?|portraits?|id card|passport)\b/],
  ["gun", /\b(guns?|pistols?|revolvers?|rifles?|weapons?)\b/],
  ["knife", /\b(knife|knives|daggers?|blades?)\b/],
  ["ring", /\b(rings?(?! (the|a|at|him|her|out|up))|jewels?|medals?|coins?)\b/],
  ["door", /\b(door ?(knob|handle)s?|doors?|locks?|latch)\b/],
  ["bell", /\b(bells?)\b/],
  ["lantern", /\b(lanterns?|lamps?|candles?)\b/],
  [
    "clock",
    /\b(clocks?|watch|watches|dial|hands of|(past|to) (one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))\b/,
  ],
];

/** The first thing the words name; `hand` when they name none. */
export function objectIn(words: string): InsertObject {
  let best: InsertObject = "hand";
  let first = Infinity;
  for (const [object, pattern] of NOUNS) {
    const at = pattern.exec(words)?.index ?? Infinity;
    if (at < first) {
      best = object;
      first = at;
    }
  }
  return best;
}

/** True when the object fills the frame by itself and wants a plain ground. */
export function wantsPlainGround(object: InsertObject): boolean {
  return object === "clock" || object === "letter" || object === "book" || object === "phone";
}
