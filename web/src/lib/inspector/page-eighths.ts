/** Page lengths are counted in eighths: 19 reads "2 3/8". */
export const formatEighths = (eighths: number): string => {
  const pages = Math.floor(eighths / 8);
  const rest = eighths % 8;
  if (rest === 0) return String(pages);
  return pages === 0 ? `${rest}/8` : `${pages} ${rest}/8`;
};

/** Reads "2 3/8", "3/8", "2" or "2.5"; `undefined` when it is none of them. */
export const parseEighths = (text: string): number | undefined => {
  const trimmed = text.trim();
  const mixed = /^(?:(\d{1,3})\s+)?([0-7])\/8$/.exec(trimmed);
  if (mixed) return Number(mixed[1] ?? 0) * 8 + Number(mixed[2]);
  const decimal = /^\d{1,3}(?:[.,]\d{1,3})?$/.test(trimmed) ? Number(trimmed.replace(",", ".")) : undefined;
  return decimal === undefined ? undefined : Math.round(decimal * 8);
};
