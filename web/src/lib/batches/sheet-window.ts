/** Which tiles of a long contact sheet are drawn: the rows in view and a few around them; the rest is empty space. */
export interface SheetWindow {
  /** Index of the first drawn tile. */
  first: number;
  /** Index behind the last drawn tile. */
  end: number;
  /** Px of the rows left out above and below. */
  before: number;
  after: number;
}

/** Below so many tiles all are drawn: a screen reader then meets the whole list at once. */
const DRAWN_WHOLE = 120;
const ROWS_AROUND = 3;

/** `top`: how far the sheet's first row lies above the upper edge of the view, in px. */
export const sheetWindowOf = (sheet: {
  count: number;
  columns: number;
  rowHeight: number;
  top: number;
  viewHeight: number;
}): SheetWindow => {
  const { count, rowHeight, top, viewHeight } = sheet;
  const columns = Math.max(1, sheet.columns);
  if (count <= DRAWN_WHOLE || rowHeight <= 0) return { first: 0, end: count, before: 0, after: 0 };
  const rows = Math.ceil(count / columns);
  const firstRow = clamp(Math.floor(top / rowHeight) - ROWS_AROUND, 0, rows);
  const endRow = clamp(Math.ceil((top + viewHeight) / rowHeight) + ROWS_AROUND, firstRow, rows);
  return {
    first: firstRow * columns,
    end: Math.min(count, endRow * columns),
    before: firstRow * rowHeight,
    after: (rows - endRow) * rowHeight,
  };
};

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** Where a key leads from a tile; undefined = the key is not one of the sheet's. */
export const tileReachedBy = (
  key: string,
  at: number,
  { count, columns }: { count: number; columns: number },
): number | undefined => {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -at,
    End: count - 1 - at,
  };
  const step = steps[key];
  if (step === undefined) return undefined;
  const next = at + step;
  return next < 0 || next >= count ? at : next;
};
