import type * as Y from "yjs";

/**
 * Sets a shared text by the smallest single replacement, so that a colleague's caret and edits in the untouched
 * part survive. Call inside a transaction.
 */
export const replaceText = (text: Y.Text, next: string): void => {
  const previous = text.toString();
  if (previous === next) return;
  const shortest = Math.min(previous.length, next.length);
  let start = 0;
  while (start < shortest && previous[start] === next[start]) start++;
  let end = 0;
  while (end < shortest - start && previous[previous.length - 1 - end] === next[next.length - 1 - end]) end++;
  // Never cut a surrogate pair in half.
  if (start > 0 && isHighSurrogate(previous, start - 1)) start--;
  if (end > 0 && isHighSurrogate(previous, previous.length - end - 1)) end--;
  text.delete(start, previous.length - start - end);
  text.insert(start, next.slice(start, next.length - end));
};

const isHighSurrogate = (text: string, index: number): boolean => {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
};
