/**
 * Reads the secret of a one-time link and takes it out of the address, so that it is neither bookmarked nor shown to
 * who looks over a shoulder. A fragment never reaches a server log.
 */
export const takeSecretFromFragment = (): string | undefined => {
  const secret = decodeSafely(location.hash.slice(1));
  // Not through the router: it keeps the state of this very entry, only the address changes.
  if (secret !== "") history.replaceState(history.state, "", location.pathname);
  return secret === "" ? undefined : secret;
};

const decodeSafely = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
