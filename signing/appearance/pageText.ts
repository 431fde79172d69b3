/** Reads the text of a PDF as lines of characters with their places. */
import { getDocument, type PDFDocumentProxy, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { serif } from './serif.ts';

/** One letter with its marks composed (NFC), its left edge and width in points. */
export interface Letter {
  text: string;
  x: number;
  width: number;
}

export interface Line {
  page: number;
  /** Baseline. */
  y: number;
  fontSize: number;
  letters: Letter[];
}

const MAX_PAGES = 500;

/** The last page first, because that is where a signing block is looked for. */
export async function readLines(pdf: Uint8Array): Promise<Line[]> {
  const task = getDocument({
    // pdf.js takes the buffer away, and the caller's must stay.
    data: new Uint8Array(pdf),
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
  });
  try {
    const document = await task.promise;
    const lines: Line[] = [];
    const first = Math.max(1, document.numPages - MAX_PAGES + 1);
    for (let number = document.numPages; number >= first; number--) {
      lines.push(...(await pageLines(document, number)));
    }
    if (first > 1) lines.push(...(await pageLines(document, 1)));
    return lines;
  } finally {
    await task.destroy();
  }
}

interface Run {
  text: string;
  x: number;
  y: number;
  width: number;
  fontSize: number;
}

async function pageLines(document: PDFDocumentProxy, number: number): Promise<Line[]> {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent({ disableNormalization: true });
  const runs: Run[] = [];
  for (const item of items) {
    if (!('str' in item) || item.str.length === 0) continue;
    const [a, b, , , x, y] = item.transform as [number, number, number, number, number, number];
    // Only upright text can carry a signing block.
    if (Math.abs(b) > Math.abs(a) * 0.1) continue;
    runs.push({ text: item.str, x, y, width: item.width, fontSize: Math.abs(a) });
  }
  page.cleanup();
  return groupRuns(runs).map((line) => toLine(line, number - 1));
}

/** Runs whose baselines lie within a third of the letter height belong to one line. */
function groupRuns(runs: Run[]): Run[][] {
  const lines: Run[][] = [];
  for (const run of [...runs].sort((a, b) => b.y - a.y)) {
    const line = lines.at(-1);
    if (line && Math.abs(line[0]!.y - run.y) < Math.max(2, run.fontSize / 3)) line.push(run);
    else lines.push([run]);
  }
  return lines.map((line) => line.sort((a, b) => a.x - b.x));
}

function toLine(runs: Run[], page: number): Line {
  const letters: Letter[] = [];
  for (const run of runs) for (const letter of spread(run)) join(letters, letter);
  const shown = runs.filter((run) => run.text.trim());
  const fontSize = Math.max(0, ...(shown.length ? shown : runs).map((run) => run.fontSize));
  return { page, y: runs[0]!.y, fontSize, letters };
}

/** Shares a run's width among its letters as the serif of official documents would. */
function spread(run: Run): Letter[] {
  const characters = [...run.text];
  const weights = characters.map((character) => serif().width(serif().glyph(character.codePointAt(0)!)) || 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  let x = run.x;
  return characters.map((text, i) => {
    const width = (run.width * weights[i]!) / total;
    const letter = { text, x, width };
    x += width;
    return letter;
  });
}

const isMark = (text: string): boolean => /^\p{M}$/u.test(text);

/** A combining mark joins the letter before it, whichever run it came in. */
function join(letters: Letter[], letter: Letter): void {
  const last = letters.at(-1);
  if (last && isMark(letter.text)) last.text = (last.text + letter.text).normalize('NFC');
  else letters.push(letter);
}
