/** A piece of text on a page, in PDF points from the bottom left corner. */
export interface PlacedText {
  text: string;
  x: number;
  y: number;
  width: number;
}

/** A rectangle in PDF points from the bottom left corner. */
export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

const WIDTH = 150;
const TALLEST = 75;
const LINE = 14;
/** A wider gap between two pieces, in points, parts two phrases. */
const SAME_PHRASE = 12;

/** The letters of a text in alphabetical order: office programs cut Vietnamese names and reorder their letters. */
const letters = (text: string) =>
  [...text.normalize('NFC').replace(/\s+/g, '').toLowerCase()].sort().join('');

/** Pieces that stand side by side or over each other on one line, joined. */
function lines(pieces: readonly PlacedText[]): PlacedText[] {
  const sorted = [...pieces].filter((piece) => piece.text.trim()).sort((a, b) => b.y - a.y || a.x - b.x);
  const joined: PlacedText[] = [];
  for (const piece of sorted) {
    const last = joined.at(-1);
    if (last && Math.abs(last.y - piece.y) < 2 && piece.x - (last.x + last.width) < SAME_PHRASE) {
      last.text += piece.text;
      last.width = Math.max(last.x + last.width, piece.x + piece.width) - last.x;
    } else joined.push({ ...piece });
  }
  return joined;
}

/**
 * Where the handwritten signature will stand: centred between the line of the position and the line of the
 * name (Decree 30/2020/NĐ-CP, Appendix I, II.7). Shown before signing; the server places the real one.
 * @returns null when the name is not on this page
 */
export function signaturePlace(pieces: readonly PlacedText[], fullName: string): Place | null {
  const all = lines(pieces);
  const name = all.filter((line) => letters(line.text) === letters(fullName)).at(-1);
  if (!name) return null;
  const centre = name.x + name.width / 2;
  const above = all
    .filter((line) => line.y > name.y + LINE && line.x < centre && line.x + line.width > centre)
    .sort((a, b) => a.y - b.y)[0];
  const top = Math.min(above ? above.y - 4 : name.y + LINE + TALLEST, name.y + LINE + TALLEST);
  const bottom = name.y + LINE;
  return { x: centre - WIDTH / 2, y: bottom, width: WIDTH, height: Math.max(top - bottom, LINE) };
}
