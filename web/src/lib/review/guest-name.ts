const STORAGE_KEY = "guest-name";
export const MAX_GUEST_NAME_LENGTH = 60;

/** The name a reviewer goes by, remembered on this device only. */
export const readGuestName = (): string => {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? "";
  } catch {
    // Storage can be forbidden; the reviewer is then asked each time.
    return "";
  }
};

export const rememberGuestName = (name: string): void => {
  try {
    localStorage.setItem(STORAGE_KEY, name);
  } catch {
    // See readGuestName.
  }
};
