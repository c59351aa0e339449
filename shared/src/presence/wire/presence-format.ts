/**
 * The wire format `backlot.presence.1`: presence as changes instead of whole states. A client that offers it as a
 * WebSocket subprotocol and has it chosen by the server gets frames of type 64 in place of awareness frames (type 1). It
 * still sends awareness: a single state is small, and the server has to read it whole in any case.
 *
 *   frame    = form sequence entry*
 *   form     = 0 what changed since frame `sequence` - 1 | 1 everyone, as of frame `sequence`
 *   entry    = head body           head = slot * 8 + kind
 *   kind 0   gone                  –
 *   kind 1   renewed               – (the state is the same)
 *   kind 2   cursor moved          x y: float32, big endian
 *   kind 3   fields changed        count (key json)*, an empty json takes the key away
 *   kind 4   arrived               clientId clock json of the state
 *   kind 5   clock jumped          by; an entry of the same slot follows
 *
 * Numbers are lib0 varuints, texts are lib0 varstrings. A slot is the short number of one client id in one room; kind 4
 * lends it, kind 0 ends the loan, and it is lent again from the next frame on. All receivers of a room get the same bytes.
 * Kinds 0 to 3 raise the clock of the client id by one, which keeps the clocks of receivers of either format equal.
 *
 * A receiver applies a frame of changes only right after the frame before it; the server sends everyone (form 1) to who
 * joins and to who was spared some frames, so no receiver can take a slot for whom it once meant.
 */
export const PRESENCE_SUBPROTOCOL = "backlot.presence.1";

/** The message type of such a frame, beside those of Hocuspocus. */
export const PRESENCE_CHANGES_FRAME = 64;

export const FORM_CHANGES = 0;
export const FORM_EVERYONE = 1;

export const KIND_GONE = 0;
export const KIND_RENEWED = 1;
export const KIND_CURSOR = 2;
export const KIND_FIELDS = 3;
export const KIND_ARRIVED = 4;
export const KIND_CLOCK_JUMPED = 5;
export const KINDS_PER_SLOT = 8;

/** A peer's state: any JSON object. */
export type StateValue = Record<string, unknown>;

export interface CursorValue {
  x: number;
  y: number;
}

/** Only what two float32 can say; every other cursor travels as JSON. */
export const isCursor = (value: unknown): value is CursorValue => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { x, y } = value as Partial<CursorValue>;
  return isFloat32(x) && isFloat32(y) && Object.keys(value).length === 2;
};

const isFloat32 = (value: unknown): boolean =>
  typeof value === "number" && Number.isFinite(Math.fround(value));
