/** At most `maxLength` UTF-16 units, never half a surrogate pair. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? maxLength - 1 : maxLength);
}

/** Like `cutText`, but between words where there is one to cut at, with an ellipsis. */
export function cutAtWord(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const head = cutText(text, maxLength - 1);
  const space = text[head.length] === " " ? head.length : head.lastIndexOf(" ");
  return `${head.slice(0, space > maxLength / 2 ? space : head.length).trimEnd()}…`;
}
