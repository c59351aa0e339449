/**
 * The theme a person chose on this device. `app.html` applies the same rule before the first paint;
 * the key "theme" and the three values must agree with it.
 */
export const THEME_CHOICES = ["dark", "light", "system"] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

export const THEME_WORDS: Readonly<Record<ThemeChoice, string>> = {
  dark: "Dark",
  light: "Light",
  system: "Like the system",
};

const STORAGE_KEY = "theme";

export interface Theme {
  readonly choice: ThemeChoice;
  /** What is on screen; drawings on canvas elements redraw when it changes. */
  readonly shown: "dark" | "light";
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
  let shown = $state<"dark" | "light">("dark");

  const apply = (): void => {
    const light =
      choice === "light" || (choice === "system" && matchMedia("(prefers-color-scheme: light)").matches);
    shown = light ? "light" : "dark";
    document.documentElement.dataset["theme"] = shown;
  };

  return {
    get choice() {
      return choice;
    },
    get shown() {
      return shown;
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
