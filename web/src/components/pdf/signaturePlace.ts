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

const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();

/** Pieces on one line joined from left to right, because a producer may cut a name into words or letters. */
function lines(pieces: readonly PlacedText[]): PlacedText[] {
  const sorted = [...pieces].filter((piece) => piece.text.trim()).sort((a, b) => b.y - a.y || a.x - b.x);
  const joined: PlacedText[] = [];
  for (const piece of sorted) {
    const last = joined.at(-1);
    const gap = last ? piece.x - (last.x + last.width) : 0;
    if (last && Math.abs(last.y - piece.y) < 2 && gap > -2 && gap < 12) {
      last.text += gap > 1 ? ` ${piece.text}` : piece.text;
      last.width = piece.x + piece.width - last.x;
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
  const name = all.filter((line) => plain(line.text) === plain(fullName)).at(-1);
  if (!name) return null;
  const centre = name.x + name.width / 2;
  const above = all
    .filter((line) => line.y > name.y + LINE && line.x < centre && line.x + line.width > centre)
    .sort((a, b) => a.y - b.y)[0];
  const top = Math.min(above ? above.y - 4 : name.y + LINE + TALLEST, name.y + LINE + TALLEST);
  const bottom = name.y + LINE;
  return { x: centre - WIDTH / 2, y: bottom, width: WIDTH, height: Math.max(top - bottom, LINE) };
}
