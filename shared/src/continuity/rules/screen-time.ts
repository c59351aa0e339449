import type { ContinuityRule } from "../continuity-rule.ts";

/** One page is about one minute. */
const SECONDS_PER_EIGHTH = 7.5;
/** Pages tell screen time only roughly: a fight is short on paper, talk is long. */
const TOLERATED_SHARE = 0.4;
const TOLERATED_SECONDS = 15;

/** A scene whose shots run far longer or shorter than its pages. Silent until every shot has a duration. */
export const screenTime: ContinuityRule = {
  check: ({ scenes }) =>
    scenes.flatMap(({ id, number, shots, pageEighths }) => {
      if (!pageEighths || shots.length === 0) return [];
      let shotSeconds = 0;
      for (const { durationSeconds } of shots) {
        if (durationSeconds === undefined) return [];
        shotSeconds += durationSeconds;
      }
      const pageSeconds = pageEighths * SECONDS_PER_EIGHTH;
      const apart = Math.abs(shotSeconds - pageSeconds);
      if (apart <= TOLERATED_SECONDS || apart <= pageSeconds * TOLERATED_SHARE) return [];
      const mend =
        shotSeconds < pageSeconds ? "Add coverage or let shots run longer." : "Drop or shorten shots.";
      return [
        {
          nodeIds: [id],
          text: `Scene ${number} runs ${minutes(shotSeconds)} in its shots; its pages read as ${minutes(pageSeconds)}. ${mend}`,
        },
      ];
    }),
};

const minutes = (seconds: number): string => {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};
