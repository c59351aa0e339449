import { Person } from "./person.ts";

/** Who is gone is remembered, so that nobody else may be them and their clock goes on; the longest gone are forgotten. */
const MAX_REMEMBERED = 4096;

/** Everyone who is or was in a room, by client id. */
export class People {
  readonly #known = new Map<number, Person>();
  readonly #gone = new Set<Person>();

  find(clientId: number): Person | undefined {
    return this.#known.get(clientId);
  }

  /** Whoever has this client id; a stranger is known only when it is welcomed. */
  findOrMeet(clientId: number): Person {
    return this.#known.get(clientId) ?? new Person(clientId);
  }

  all(): Iterable<Person> {
    return this.#known.values();
  }

  welcome(person: Person): void {
    this.#known.set(person.clientId, person);
    this.#gone.delete(person);
  }

  /** Nobody speaks for this one any more. */
  rememberGone(person: Person): void {
    this.#gone.delete(person);
    this.#gone.add(person);
    const [oldest] = this.#gone;
    if (!oldest || this.#gone.size <= MAX_REMEMBERED) return;
    this.#gone.delete(oldest);
    this.#known.delete(oldest.clientId);
  }

  /** Those here who show nothing, and the last `count` who went. */
  absent(count: number): Person[] {
    const silent = [...this.#known.values()].filter(({ hasVoices, shown }) => hasVoices && !shown);
    return [...silent, ...[...this.#gone].slice(-count)];
  }
}
