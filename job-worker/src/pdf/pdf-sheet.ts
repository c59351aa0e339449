import { fileURLToPath } from "node:url";
import PDFDocument from "pdfkit";
import { toPrintable, type Coverage } from "./printable-text.ts";
import { fitLine, wrapText, type Measure } from "./wrap-text.ts";

/** How a piece of text looks. */
export interface TextStyle {
  font: "regular" | "semibold";
  sizePt: number;
  color: string;
}

export interface Paper {
  paper: "a4" | "letter";
  orientation: "landscape" | "portrait";
}

export interface PdfOptions extends Paper {
  title: string;
  /** Streams as they are, so that a test can read them. */
  uncompressed?: boolean;
}

/** A document with the product's fonts and nothing automatic: every page and line is placed by the caller. */
export interface PdfSheet {
  readonly doc: PDFKit.PDFDocument;
  readonly widthPt: number;
  readonly heightPt: number;
  addPage(): void;
  /** One line with its top at `y`; `right` ends it at `x`, `center` has its middle there. */
  write(text: string, x: number, y: number, style: TextStyle, align?: "right" | "center"): void;
  widthOf(text: string, style: TextStyle): number;
  fit(text: string, widthPt: number, style: TextStyle): string;
  wrap(text: string, widthPt: number, maxLines: number, style: TextStyle): string[];
  /** Calls back on every page for what needs the number of all, then ends the document. */
  finish(eachPage: (page: number, pages: number) => void): Promise<PdfResult>;
}

export interface PdfResult {
  bytes: Uint8Array;
  pages: number;
  /** Characters that the fonts lack; boxes stand in their place. */
  missing: string[];
}

const fontFile = (name: string): string =>
  fileURLToPath(new URL(`../../assets/fonts/${name}`, import.meta.url));
const FONTS = { regular: fontFile("Inter-Regular.otf"), semibold: fontFile("Inter-SemiBold.otf") };

export const openPdf = (options: PdfOptions): PdfSheet => {
  const missing = new Set<string>();
  const doc = new PDFDocument({
    size: options.paper === "a4" ? "A4" : "LETTER",
    layout: options.orientation,
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    compress: !options.uncompressed,
    lang: "en",
    displayTitle: true,
    info: { Title: options.title, Creator: "Backlot", Producer: "Backlot" },
  });
  for (const [name, file] of Object.entries(FONTS)) doc.registerFont(name, file);
  const covers = coverageOf(doc);
  const printable = (text: string): string => toPrintable(text, covers, missing);
  const measures = new Map<string, Measure>();
  const measureOf = (style: TextStyle): Measure => {
    const key = `${style.font} ${style.sizePt}`;
    const measure = measures.get(key) ?? createMeasure(doc, style);
    measures.set(key, measure);
    return measure;
  };
  doc.addPage();
  const { width: widthPt, height: heightPt } = doc.page;

  return {
    doc,
    widthPt,
    heightPt,
    addPage: () => void doc.addPage(),
    write(text, x, y, style, align) {
      const line = printable(text);
      if (line === "") return;
      const shift = align === undefined ? 0 : measureOf(style)(line) / (align === "right" ? 1 : 2);
      doc.font(style.font).fontSize(style.sizePt).fillColor(style.color);
      doc.text(line, x - shift, y, { lineBreak: false });
    },
    widthOf: (text, style) => measureOf(style)(printable(text)),
    fit: (text, width, style) => fitLine(printable(text.slice(0, 2000)), width, measureOf(style)),
    wrap: (text, width, maxLines, style) =>
      wrapText(printable(text.slice(0, maxLines * 1000)), width, maxLines, measureOf(style)),
    finish: async (eachPage) => {
      const { count } = doc.bufferedPageRange();
      for (let page = 0; page < count; page++) {
        doc.switchToPage(page);
        eachPage(page + 1, count);
      }
      return { bytes: await collect(doc), pages: count, missing: [...missing] };
    },
  };
};

const createMeasure = (doc: PDFKit.PDFDocument, { font, sizePt }: TextStyle): Measure => {
  const known = new Map<string, number>();
  return (text) => {
    const width = known.get(text) ?? doc.font(font).fontSize(sizePt).widthOfString(text);
    known.set(text, width);
    return width;
  };
};

/** pdfkit shows nothing for a glyph that is not there and does not say so; its font object inside knows. */
const coverageOf = (doc: PDFKit.PDFDocument): Coverage => {
  doc.font("regular");
  const { _font: inner } = doc as unknown as {
    _font: { font: { hasGlyphForCodePoint: (codePoint: number) => boolean } };
  };
  return (codePoint) => inner.font.hasGlyphForCodePoint(codePoint);
};

const collect = (doc: PDFKit.PDFDocument): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    doc.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    doc.once("end", () => resolve(Buffer.concat(chunks)));
    doc.once("error", reject);
    doc.end();
  });
