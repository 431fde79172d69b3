/** Reads the text of a PDF as lines of letters with their exact places. */
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { type Letter, TextWalk } from './textWalk.ts';

export interface Line {
  page: number;
  /** Baseline. */
  y: number;
  fontSize: number;
  /** From left to right; spaces are not among them. */
  letters: Letter[];
}

/** A signing block stands at an end of the document: no more pages than this are read from each. */
const MAX_PAGES = 40;

/** Loaded when it is first needed: who only signs or validates is spared ten times the memory of all the rest. */
const pdfJs = () => import('pdfjs-dist/legacy/build/pdf.mjs');

/** The last page first, because that is where a signing block is looked for; each from its top. */
export async function readLines(pdf: Uint8Array): Promise<Line[]> {
  const { getDocument, OPS, VerbosityLevel } = await pdfJs();
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
    const count = document.numPages;
    for (let number = count; number >= 1; number--) {
      if (number > MAX_PAGES && number <= count - MAX_PAGES) continue;
      lines.push(...(await pageLines(document, number, OPS)));
    }
    return lines;
  } finally {
    await task.destroy();
  }
}

async function pageLines(
  document: PDFDocumentProxy,
  number: number,
  operators: Record<string, number>,
): Promise<Line[]> {
  const page = await document.getPage(number);
  const { fnArray, argsArray } = await page.getOperatorList();
  const walk = new TextWalk(operators);
  fnArray.forEach((operator, i) => {
    walk.apply(operator, (argsArray[i] ?? []) as unknown[]);
  });
  page.cleanup();
  return groupLetters(walk.letters, number - 1);
}

/** Letters whose baselines lie within a third of their height belong to one line. */
function groupLetters(letters: Letter[], page: number): Line[] {
  const groups: Letter[][] = [];
  for (const letter of [...letters].sort((a, b) => b.y - a.y)) {
    const group = groups.at(-1);
    if (group && group[0]!.y - letter.y < Math.max(2, letter.fontSize / 3)) group.push(letter);
    else groups.push([letter]);
  }
  return groups.map((group) => {
    const joined: Letter[] = [];
    for (const letter of group.sort((a, b) => a.x - b.x)) join(joined, letter);
    const fontSize = Math.max(...joined.map((letter) => letter.fontSize));
    return { page, y: group[0]!.y, fontSize, letters: joined };
  });
}

const isMark = (text: string): boolean => /^\p{M}+$/u.test(text);

/** A combining mark joins the letter before it, whichever run it came in. */
function join(letters: Letter[], letter: Letter): void {
  const last = letters.at(-1);
  if (last && isMark(letter.text)) last.text = (last.text + letter.text).normalize('NFC');
  else letters.push({ ...letter, text: letter.text.normalize('NFC') });
}
