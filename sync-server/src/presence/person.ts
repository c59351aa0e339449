import type { PeerState } from "./peer-state.ts";
import { NodeVoice, type MemberVoice, type Voice } from "./voice.ts";

/** A first clock beyond this is no count of anybody's changes. */
const MAX_FIRST_CLOCK = 2 ** 40;

/** All that a room knows of one client id: who may speak for it, and what everyone has of it. */
export class Person {
  readonly clientId: number;
  actorId: string | undefined;
  /** The connection of this node that speaks for it. */
  ownVoice: MemberVoice | undefined;
  /** Of what was published last; below 0 = nothing yet. */
  clock = -1;
  /** The highest that another node has published; below 0 = none. */
  heardClock = -1;
  /** What receivers have; undefined = not present. */
  shown: PeerState | undefined;
  slot = -1;
  /** In the order in which they spoke; the last one that shows something is shown. */
  #voices: Voice[] = [];

  constructor(clientId: number) {
    this.clientId = clientId;
  }

  get speaker(): Voice | undefined {
    return this.#voices.findLast(({ state }) => state !== undefined);
  }

  get hasVoices(): boolean {
    return this.#voices.length > 0;
  }

  get isElsewhere(): boolean {
    return this.#voices.some((voice) => voice instanceof NodeVoice);
  }

  voiceOfNode(nodeId: string): NodeVoice | undefined {
    return this.#voices.find(
      (voice): voice is NodeVoice => voice instanceof NodeVoice && voice.nodeId === nodeId,
    );
  }

  /** It speaks, now later than all others. */
  letSpeak(voice: Voice): void {
    if (this.#voices.at(-1) === voice) return;
    this.silence(voice);
    this.#voices.push(voice);
  }

  silence(voice: Voice): void {
    this.#voices = this.#voices.filter((other) => other !== voice);
  }

  /**
   * Counts up for a state of this voice, or for nobody's. What a connection claims counts only the first time. Nodes number one
   * client id in common: nothing is numbered below what another node has published, for a peer that changes nodes knows it.
   */
  countUp(voice: Voice | undefined): void {
    const isFirst = this.clock < 0 && this.heardClock < 0 && voice !== undefined;
    if (!isFirst) this.clock = Math.max(this.clock + 1, this.heardClock);
    else this.clock = voice.clock <= MAX_FIRST_CLOCK ? voice.clock : 1;
  }
}
