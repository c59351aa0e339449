/**
 * The theme a person chose on this device. `app.html` applies the same rule before the first paint;
 * the key "theme" and the three values must agree with it.
 */
export const THEME_CHOICES = ["dark", "light", "system"] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

const STORAGE_KEY = "theme";

export interface Theme {
  readonly choice: ThemeChoice;
  choose(choice: ThemeChoice): void;
  /** Follows the system while "system" is chosen. Call in the browser; returns its undoing. */
  follow(): () => void;
}

const isChoice = (value: unknown): value is ThemeChoice =>
  (THEME_CHOICES as readonly unknown[]).includes(value);

const readChoice = (): ThemeChoice => {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return isChoice(stored) ? stored : "dark";
  } catch {
    // Storage can be forbidden; the default then holds for this visit.
    return "dark";
  }
};

const createTheme = (): Theme => {
  let choice = $state<ThemeChoice>("dark");

  const apply = (): void => {
    const light =
      choice === "light" || (choice === "system" && matchMedia("(prefers-color-scheme: light)").matches);
    document.documentElement.dataset["theme"] = light ? "light" : "dark";
  };

  return {
    get choice() {
      return choice;
    },
    choose(next) {
      choice = next;
      apply();
      try {
        localStorage.setItem(STORAGE_KEY, next);
      } catch {
        // See readChoice.
      }
    },
    follow() {
      choice = readChoice();
      apply();
      const system = matchMedia("(prefers-color-scheme: light)");
      system.addEventListener("change", apply);
      return () => system.removeEventListener("change", apply);
    },
  };
};

export const theme = createTheme();
