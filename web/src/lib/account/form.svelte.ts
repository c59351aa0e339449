import { onMount } from "svelte";
import type { ApiAnswer, ApiRefusal } from "#lib/rest/call-api.ts";

/**
 * A form that is sent to the API: what is wrong stands at its field, the rest above the button; after a refusal the
 * focus goes to the first field that needs a hand.
 */
export const createForm = <T>(options: {
  /** What is missing before anything is sent, by field. */
  check: () => Record<string, string>;
  send: () => Promise<ApiAnswer<T>>;
  done: (value: T) => Promise<void> | void;
  /** The field of a refusal that names none, if it has one. */
  fieldOf?: (refusal: ApiRefusal) => string | undefined;
}) => {
  let ready = $state(false);
  let busy = $state(false);
  let fields = $state.raw<Record<string, string>>({});
  let problem = $state<string | undefined>();

  const focusFirstWrong = (form: HTMLFormElement): void => {
    queueMicrotask(() => {
      const wrong = [...form.elements].find(
        (element) => element instanceof HTMLInputElement && element.name in fields,
      );
      if (wrong instanceof HTMLInputElement) wrong.focus();
    });
  };

  const refuse = (refusal: ApiRefusal): void => {
    const field = options.fieldOf?.(refusal);
    fields = field ? { [field]: refusal.message } : fieldSentences(refusal.fields);
    problem = Object.keys(fields).length > 0 ? undefined : refusal.message;
  };

  onMount(() => {
    ready = true;
  });

  return {
    /** False until the page's script runs: a form sent before would put the password into the address. */
    get ready() {
      return ready;
    },
    get busy() {
      return busy;
    },
    get fields() {
      return fields;
    },
    get problem() {
      return problem;
    },
    async submit(event: SubmitEvent): Promise<void> {
      event.preventDefault();
      if (busy) return;
      const form = event.currentTarget as HTMLFormElement;
      problem = undefined;
      fields = options.check();
      if (Object.keys(fields).length > 0) return focusFirstWrong(form);
      busy = true;
      try {
        const answer = await options.send();
        if (answer.ok) await options.done(answer.value);
        else {
          refuse(answer.refusal);
          focusFirstWrong(form);
        }
      } finally {
        busy = false;
      }
    },
  };
};

/** The API says "must have at least 10 characters"; at the field stands "Password must have at least 10 characters." */
export const fieldSentences = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, message]) => {
      if (!/^[a-z]/.test(message)) return [name, message];
      return [
        name,
        `${name.charAt(0).toUpperCase()}${name.slice(1)} ${message}${message.endsWith(".") ? "" : "."}`,
      ];
    }),
  );

export const looksLikeEmail = (text: string): boolean => /^\S+@\S+\.\S+$/.test(text.trim());
