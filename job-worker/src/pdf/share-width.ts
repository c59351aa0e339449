interface SharingColumn {
  widthPt: number;
  /** Below this its words would break. */
  leastPt: number;
  grows?: boolean;
}

/**
 * The widths of columns that fill `roomPt` exactly. With room to spare, those that grow take it (all, when none does).
 * With too little, what columns have beyond their least is reduced in proportion; only then their least.
 */
export const shareWidth = (columns: readonly SharingColumn[], roomPt: number): number[] => {
  const wanted = columns.map(({ widthPt, leastPt }) => Math.max(widthPt, leastPt));
  const least = columns.map(({ leastPt }) => leastPt);
  const spare = roomPt - sumOf(wanted);
  if (spare >= 0) {
    const growing = columns.filter(({ grows }) => grows).length;
    const share = spare / (growing || columns.length);
    return wanted.map((width, index) => width + (growing === 0 || columns[index]?.grows ? share : 0));
  }
  const leastSum = sumOf(least);
  if (leastSum >= roomPt) return least.map((width) => (width * roomPt) / leastSum);
  const kept = (roomPt - leastSum) / (sumOf(wanted) - leastSum);
  return wanted.map((width, index) => (least[index] ?? 0) + (width - (least[index] ?? 0)) * kept);
};

const sumOf = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width, 0);
