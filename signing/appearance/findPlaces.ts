/** Finds where on the page people sign, and where the clerk writes number and date (Decree 30, Appendix I). */
import type { TextPlace } from '../sign/preparePdf.ts';
import { type Box, MM, type Place } from './box.ts';
import { type Line, readLines } from './pageText.ts';
import type { Letter } from './textWalk.ts';

export interface Places {
  /** The lines themselves. */
  capacity?: Place;
  position?: Place;
  name?: Place;
  /** Where the person's image goes: centred between position and name. */
  person?: Place;
  /** Where the agency's seal goes: true size, over a third of the person's image, on its left. */
  agency?: Place;
  /** Gaps after «Số:» and in «ngày … tháng … năm»; absent where they are filled in already. */
  number?: TextPlace;
  day?: TextPlace;
  month?: TextPlace;
}

export interface Wanted {
  /** «KT. CHỦ TỊCH» */
  capacity?: string;
  /** «PHÓ CHỦ TỊCH» */
  position?: string;
  /** The signer's name, under the signature. */
  fullName: string;
  /** Width divided by height of the person's image; 2 unless said. */
  imageAspect?: number;
  /** Diameter of the agency's seal in millimetres; 36 unless said. */
  sealDiameter?: number;
}

/** An image is not drawn larger than this, even when the block leaves more room. */
const MAX_IMAGE_HEIGHT = 26 * MM;
const MIN_IMAGE_HEIGHT = 12 * MM;

/** Works on text in pieces, with wide spacing, and with composed or decomposed Vietnamese letters. */
export async function findPlaces(pdf: Uint8Array, wanted: Wanted): Promise<Places> {
  const lines = await readLines(pdf);
  const places: Places = {};
  const name = findSigner(lines, wanted);
  if (name) {
    places.name = name.place;
    const above = lines.filter((line) => line.page === name.line.page && line.y > name.line.y);
    // Lines come from the top; the block's own are the nearest above the name.
    const nearest = above.toReversed();
    const find = (text: string | undefined) =>
      text === undefined ? undefined : firstMatch(nearest, text, name.place);
    const position = find(wanted.position);
    const capacity = find(wanted.capacity);
    if (position) places.position = position;
    if (capacity) places.capacity = capacity;
    Object.assign(places, signingBoxes(places, name.place, wanted));
  }
  // Number and date stand on the first page.
  const front = lines.filter((line) => line.page === 0);
  Object.assign(places, numberGap(front), dateGaps(front));
  return places;
}

/** The last place where the document shows a text, spaces and case not regarded. */
export async function findText(pdf: Uint8Array, text: string): Promise<Place | undefined> {
  const lines = await readLines(pdf);
  return lines.flatMap((line) => matches(line, text)).at(-1);
}

/** The name that stands under the position; else the last place where the name stands. */
function findSigner(lines: Line[], wanted: Wanted): { line: Line; place: Place } | undefined {
  const found = lines.flatMap((line) => matches(line, wanted.fullName).map((place) => ({ line, place })));
  const title = wanted.position ?? wanted.capacity;
  const under = found.filter(
    ({ line, place }) =>
      title !== undefined &&
      firstMatch(
        lines.filter((other) => other.page === line.page && other.y > line.y),
        title,
        place,
      ),
  );
  const [page] = (under.length ? under : found).map(({ line }) => line.page);
  return (under.length ? under : found).filter(({ line }) => line.page === page).at(-1);
}

/** A text in the same column as the name: their middles are near. */
function firstMatch(lines: Line[], text: string, name: Place): Place | undefined {
  for (const line of lines) {
    for (const place of matches(line, text)) {
      if (Math.abs(middle(place) - middle(name)) < Math.max(place.width, name.width) / 2 + 20) return place;
    }
  }
  return undefined;
}

const middle = (box: Box): number => box.x + box.width / 2;
const fold = (text: string): string => text.normalize('NFC').toLocaleUpperCase('vi');

/** Places where a line shows a text, spaces and case not regarded. */
function matches(line: Line, text: string): Place[] {
  const { letters } = line;
  const shown = letters.map((letter) => fold(letter.text));
  const target = [...fold(text).replace(/\s+/g, '')];
  const found: Place[] = [];
  for (let at = 0; at + target.length <= shown.length; at++) {
    if (target.every((letter, i) => shown[at + i] === letter)) {
      found.push(placeOf(line, letters[at]!, letters[at + target.length - 1]!));
    }
  }
  return found;
}

function placeOf(line: Line, first: Letter, last: Letter): Place {
  const { page, y, fontSize } = line;
  return { page, x: first.x, y: y - fontSize * 0.22, width: last.x + last.width - first.x, height: fontSize };
}

function signingBoxes(places: Places, name: Place, wanted: Wanted): Pick<Places, 'person' | 'agency'> {
  const aspect = wanted.imageAspect ?? 2;
  const title = places.position ?? places.capacity;
  const bottom = name.y + name.height;
  const room = title ? title.y - bottom : MAX_IMAGE_HEIGHT;
  const height = Math.min(MAX_IMAGE_HEIGHT, Math.max(MIN_IMAGE_HEIGHT, room - 4));
  const width = height * aspect;
  const centre = title ? (middle(title) + middle(name)) / 2 : middle(name);
  const y = bottom + (room - height) / 2;
  const person = { page: name.page, x: centre - width / 2, y, width, height };
  const diameter = (wanted.sealDiameter ?? 36) * MM;
  const agency = {
    page: name.page,
    x: person.x + width / 3 - diameter,
    y: y + (height - diameter) / 2,
    width: diameter,
    height: diameter,
  };
  return { person, agency };
}

interface Gap {
  from: number;
  to: number;
}

/** The empty space between two letters of a line, by their index; undefined when something stands there. */
function gap(letters: Letter[], before: number, after: number): Gap | undefined {
  const between = letters.slice(before + 1, after);
  if (between.some((letter) => !/^[.…_]$/.test(letter.text))) return undefined;
  const from = letters[before]!.x + letters[before]!.width;
  const to = letters[after]!.x;
  return to > from ? { from, to } : undefined;
}

function textPlace(line: Line, { from, to }: Gap): TextPlace {
  const { page, y, fontSize } = line;
  // The baseline of the text that will stand in the box is that of the line: see fillFields.
  const height = fontSize * 1.2;
  const capHeight = fontSize * 0.66;
  return {
    page,
    x: from,
    y: y - (height - capHeight) / 2,
    width: to - from,
    height,
    fontSize,
    align: 'centre',
  };
}

/** Letters of a line as one text; every letter is one character, so that indices agree. */
const plain = (line: Line): string =>
  line.letters.map((letter) => (letter.text.length === 1 ? letter.text : '\uFFFD')).join('');

/** «Số:          /TTr-STTTT» */
function numberGap(lines: Line[]): Pick<Places, 'number'> {
  for (const line of lines) {
    const found = /Số:[.…_]*\/\p{L}/u.exec(plain(line));
    if (!found) continue;
    const slash = found.index + found[0].indexOf('/');
    const space = gap(line.letters, found.index + found[0].indexOf(':'), slash);
    if (space) return { number: { ...textPlace(line, space), align: 'right' } };
  }
  return {};
}

/** «Thanh Hóa, ngày      tháng      năm 2020» */
function dateGaps(lines: Line[]): Pick<Places, 'day' | 'month'> {
  for (const line of lines) {
    const found = /ngày[.…_]*tháng(?:[.…_]*|\d+)năm/u.exec(plain(line));
    if (!found) continue;
    const start = found.index;
    const month = start + found[0].indexOf('tháng');
    const year = start + found[0].indexOf('năm');
    const dayGap = gap(line.letters, start + 'ngày'.length - 1, month);
    const monthGap = gap(line.letters, month + 'tháng'.length - 1, year);
    return {
      ...(dayGap ? { day: textPlace(line, dayGap) } : {}),
      ...(monthGap ? { month: textPlace(line, monthGap) } : {}),
    };
  }
  return {};
}
