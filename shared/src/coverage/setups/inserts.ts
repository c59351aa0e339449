import { makeShot, type Candidate } from "../candidate.ts";
import type { ReadAction, SceneReading } from "../scene-reading.ts";
import { wordsOf } from "../sentences.ts";

/** Things that films cut to, by how they fill a frame. */
const IN_THE_HAND =
  "key keys ring letter note envelope telegram ticket photograph photo picture card coin watch wristwatch phone telephone pistol gun revolver knife dagger bottle glass cup mug cigarette match lighter pill pen pencil diary notebook passport badge locket necklace bracelet wheel gear cog screw bullet needle thread feather flower rose button switch dial handset receiver keyhole lock padlock screwdriver map compass razor syringe contract money cash wallet purse scar tattoo blood".split(
    " ",
  );
const LARGER =
  "clock lamp lantern candle book newspaper suitcase briefcase bag box safe door handle window mirror screen television radio typewriter laptop computer sword rifle rope bell painting portrait grave gravestone sign poster cradle doll piano guitar violin engine helm pendulum bollard wound".split(
    " ",
  );
const OBJECTS = new Map<string, "ECU" | "CU">([
  ...IN_THE_HAND.map((word) => [word.toUpperCase(), "ECU"] as const),
  ...LARGER.map((word) => [word.toUpperCase(), "CU"] as const),
]);

const ASKED_FOR = /\b(insert|close on|close-up|closeup|detail|in close)\b/i;
const HANDLED =
  /\b(takes?|holds?|picks?|puts?|sets|lays?|opens?|closes?|turns?|hands (?:him|her|them|it|the|over)|gives?|drops?|reads?|checks|taps?|winds|finds?|pulls?|draws?|fits|slides?|lifts?|grips?|clutches|loads|throws?|breaks?|wipes?|strikes?|presses|unfolds?|pockets)\b/i;

interface ObjectInAction {
  object: string;
  score: number;
  action: ReadAction;
  size: "ECU" | "CU";
}

const MAX_INSERTS = 4;
const LEAST_SCORE = 3;

/** One insert for each thing that the action handles or the script writes large, the most telling first. */
export const proposeInserts = (reading: SceneReading): Candidate[] => {
  const found = new Map<string, ObjectInAction>();
  const mentions = new Map<string, number>();
  for (const action of reading.actions) {
    // The opening look at the place is the establishing shot's.
    if (action.at === 0 && action.people.length === 0) continue;
    for (const { form, isAllCapitals } of wordsOf(action.text)) {
      const size = sizeOf(form);
      if (size === undefined) continue;
      const object = singularOf(form);
      mentions.set(object, (mentions.get(object) ?? 0) + 1);
      const isHandled = action.people.length > 0 && HANDLED.test(action.text);
      const score = (ASKED_FOR.test(action.text) ? 6 : 0) + (isHandled ? 3 : 0) + (isAllCapitals ? 2 : 0);
      const before = found.get(object);
      if (!before || score > before.score) found.set(object, { object, score, action, size });
    }
  }
  return [...found.values()]
    .map((entry) => ({ ...entry, score: entry.score + Math.min(3, (mentions.get(entry.object) ?? 1) - 1) }))
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort((a, b) => b.score - a.score || a.action.at - b.action.at)
    .slice(0, MAX_INSERTS)
    .map(({ object, action, size }, index) => ({
      rank: 2.5 + index * 2,
      at: action.at,
      weight: 0.45,
      shot: makeShot({
        size,
        framing: "insert",
        angle: HANDLED.test(action.text) ? "high" : "eye",
        description: `Insert, the ${object.toLowerCase()}: ${action.text}`,
        props: object.toLowerCase(),
        cast: [],
      }),
    }));
};

const sizeOf = (form: string): "ECU" | "CU" | undefined => OBJECTS.get(form) ?? OBJECTS.get(singularOf(form));

const singularOf = (form: string): string =>
  form.endsWith("S") && !form.endsWith("SS") && OBJECTS.has(form.slice(0, -1)) ? form.slice(0, -1) : form;
