/** Which codes of a font show nothing: its outlines say so where it brings them as TrueType (ISO/IEC 14496-22). */
import { glyphPlaces, readTables, segmentGlyph } from '../../appearance/trueType.ts';
import { isName, isStream, type PdfDict } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';

const BLANKS = /^(?:0009|0020|00a0|200[0-9a-b]|202f|205f|3000)$/;
/** Of the size: what is said to be a blank and is wider might be a letter. */
const WIDEST = 0.35;
/** Codes that are blanks in most encodings: space, no-break space; the third glyph of most fonts. */
const USUAL = { 1: new Set([32, 160]), 2: new Set([3, 32, 160]) } as const;
const NAMED_BLANKS = new Map([
  ['space', 32],
  ['nbspace', 160],
  ['nonbreakingspace', 160],
  ['uni00A0', 160],
]);
/** «Symbol» character maps have their codes there. */
const SYMBOLS = 0xf000;

/**
 * @param descendant of a composite font; its codes are two bytes (9.7)
 * @param width of a code, of the size
 */
export function blanksOf(
  view: PdfView,
  font: PdfDict,
  descendant: PdfDict | undefined,
  width: (code: number) => number,
): (code: number) => boolean {
  let blanks: ((code: number) => boolean) | undefined;
  return (code) => {
    try {
      blanks ??= readBlanks(view, font, descendant, width);
      return blanks(code);
    } catch (error) {
      // A font that ends early says nothing of its glyphs.
      if (!(error instanceof RangeError)) throw error;
      blanks ??= () => false;
      return false;
    }
  };
}

function readBlanks(
  view: PdfView,
  font: PdfDict,
  descendant: PdfDict | undefined,
  width: (code: number) => number,
): (code: number) => boolean {
  const descriptor = view.dict((descendant ?? font).entries.get('FontDescriptor'));
  const program = view.resolve(descriptor?.entries.get('FontFile2'));
  const named = namedCodes(view, font);
  if (isStream(program)) {
    const map = view.resolve(descendant?.entries.get('CIDToGIDMap'));
    const cidMap = isStream(map) ? view.file.decode(map, view.revision) : undefined;
    const isEmpty = emptyGlyphs(
      readTables(view.file.decode(program, view.revision)),
      cidMap,
      descendant !== undefined,
    );
    return (code) => isEmpty(named.get(code) ?? code);
  }
  const said = saidBlank(view, font);
  const usual: ReadonlySet<number> = USUAL[descendant ? 2 : 1];
  return (code) =>
    usual.has(named.get(code) ?? code) || (!named.has(code) && said.has(code) && width(code) <= WIDEST);
}

/** Codes that the font gives to glyphs by their names (9.6.5.1): to a blank, or to what is none. */
function namedCodes(view: PdfView, font: PdfDict): Map<number, number> {
  const encoding = view.dict(font.entries.get('Encoding'));
  const found = new Map<number, number>();
  let code = 0;
  for (const item of view.array(encoding?.entries.get('Differences'))) {
    const value = view.resolve(item);
    if (typeof value === 'number') code = value;
    else if (isName(value)) found.set(code++, NAMED_BLANKS.get(value.value) ?? -1);
  }
  return found;
}

/** Codes that its /ToUnicode calls blanks (9.10.3). */
function saidBlank(view: PdfView, font: PdfDict): Set<number> {
  const map = view.resolve(font.entries.get('ToUnicode'));
  if (!isStream(map)) return new Set();
  const text = view.file.decode(map, view.revision).toString('latin1');
  const pairs = text.matchAll(/<([0-9a-f]{2,4})>\s*(?:<\1>\s*)?<([0-9a-f]{4})>/gi);
  return new Set(
    [...pairs].flatMap(([, code, said]) =>
      BLANKS.test(said!.toLowerCase()) ? [Number.parseInt(code!, 16)] : [],
    ),
  );
}

function emptyGlyphs(tables: Map<string, Buffer>, cidMap: Buffer | undefined, isComposite: boolean) {
  const [head, loca, cmap] = [tables.get('head'), tables.get('loca'), tables.get('cmap')];
  if (!head || !loca) return () => false;
  const { at } = glyphPlaces(head, loca);
  const isEmpty = (glyph: number): boolean => glyph >= 0 && at(glyph) === at(glyph + 1);
  return (code: number): boolean => {
    if (isComposite) return isEmpty(cidMap ? cidMap.readUInt16BE(code * 2) : code);
    const glyphs = cmap && code >= 0 ? glyphsOf(cmap, code).filter((glyph) => glyph !== 0) : [];
    // Viewers choose among the maps in different ways.
    return glyphs.length > 0 && glyphs.every(isEmpty);
  };
}

/** What the maps of the font make of a code, each. */
function glyphsOf(cmap: Buffer, code: number): number[] {
  return Array.from({ length: Math.min(cmap.readUInt16BE(2), 8) }, (_, index) =>
    cmap.subarray(cmap.readUInt32BE(8 + index * 8)),
  ).flatMap((map) => [glyphOf(map, code), glyphOf(map, SYMBOLS + code)]);
}

function glyphOf(map: Buffer, code: number): number {
  const format = map.readUInt16BE(0);
  if (format === 0) return code < 256 ? map.readUInt8(6 + code) : 0;
  if (format === 6) {
    const index = code - map.readUInt16BE(6);
    return index >= 0 && index < map.readUInt16BE(8) ? map.readUInt16BE(10 + index * 2) : 0;
  }
  if (format === 4) return segmentGlyph(map, code);
  // Formats of more planes are for texts, not for codes of one byte; a glyph that nobody has is not empty.
  return format === 12 || format === 14 ? 0 : 0xffff;
}
