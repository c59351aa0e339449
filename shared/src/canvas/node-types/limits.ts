/** Characters. Longer input is refused by commands, not cut. */
export const MAX_ID_LENGTH = 64;
export const MAX_SHORT_TEXT = 200;
export const MAX_LONG_TEXT = 20_000;
export const MAX_SCRIPT_TEXT = 200_000;
