/** Reads a TrueType font (ISO/IEC 14496-22) and cuts it down to the glyphs used, their numbers kept. */
import { type GlyphOutline, glyphOutlines } from './outline.ts';

export interface TrueTypeFont {
  unitsPerEm: number;
  ascent: number;
  descent: number;
  capHeight: number;
  bbox: [number, number, number, number];
  /** Glyph number of a character; 0 when the font has none. */
  glyph(codePoint: number): number;
  /** Width of a glyph in thousandths of the font size. */
  width(glyph: number): number;
  /** Closed polygons in font units. */
  outline: GlyphOutline;
  /** A font file that draws the given glyphs and no others. */
  subset(glyphs: Iterable<number>): Buffer;
}

export function readTrueType(bytes: Buffer): TrueTypeFont {
  const tables = readTables(bytes);
  const table = (tag: string): Buffer => {
    const found = tables.get(tag);
    if (!found) throw new TypeError(`the font has no ${tag}`);
    return found;
  };
  const [head, hhea, hmtx, os2] = [table('head'), table('hhea'), table('hmtx'), table('OS/2')];
  const unitsPerEm = head.readUInt16BE(18);
  const metrics = hhea.readUInt16BE(34);
  const toThousand = (value: number) => Math.round((value * 1000) / unitsPerEm);
  return {
    unitsPerEm,
    ascent: toThousand(hhea.readInt16BE(4)),
    descent: toThousand(hhea.readInt16BE(6)),
    capHeight: toThousand(os2.length >= 90 ? os2.readInt16BE(88) : os2.readInt16BE(68)),
    bbox: [36, 38, 40, 42].map((at) => toThousand(head.readInt16BE(at))) as [number, number, number, number],
    glyph: characterMap(table('cmap')),
    width: (glyph) => toThousand(hmtx.readUInt16BE(Math.min(glyph, metrics - 1) * 4)),
    outline: glyphOutlines(glyphReader(tables, head).outline),
    subset: (glyphs) => subset(tables, head, glyphs),
  };
}

/** @throws RangeError for a font that ends early */
export function readTables(bytes: Buffer): Map<string, Buffer> {
  const tables = new Map<string, Buffer>();
  for (let i = 0; i < bytes.readUInt16BE(4); i++) {
    const at = 12 + i * 16;
    const offset = bytes.readUInt32BE(at + 8);
    tables.set(
      bytes.toString('latin1', at, at + 4),
      bytes.subarray(offset, offset + bytes.readUInt32BE(at + 12)),
    );
  }
  return tables;
}

/** Format 4 (the basic plane): segments of consecutive characters. */
function characterMap(cmap: Buffer): (codePoint: number) => number {
  let start = -1;
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const offset = cmap.readUInt32BE(4 + i * 8 + 4);
    if (cmap.readUInt16BE(offset) === 4) start = offset;
  }
  if (start < 0) throw new TypeError('the font has no character map of format 4');
  return (codePoint) => segmentGlyph(cmap.subarray(start), codePoint);
}

/** Glyph number of a character by a map of format 4; 0 where it has none. */
export function segmentGlyph(map: Buffer, codePoint: number): number {
  const segments = map.readUInt16BE(6) / 2;
  for (let i = 0; i < segments; i++) {
    if (map.readUInt16BE(14 + i * 2) < codePoint) continue;
    const first = map.readUInt16BE(16 + segments * 2 + i * 2);
    if (first > codePoint) return 0;
    const delta = map.readUInt16BE(16 + segments * 4 + i * 2);
    const rangeAt = 16 + segments * 6 + i * 2;
    const range = map.readUInt16BE(rangeAt);
    if (range === 0) return (codePoint + delta) & 0xffff;
    const glyph = map.readUInt16BE(rangeAt + range + (codePoint - first) * 2);
    return glyph ? (glyph + delta) & 0xffff : 0;
  }
  return 0;
}

// What a CIDFontType2 program needs (ISO 32000-1, 9.9); characters are found by glyph number.
const KEPT = ['head', 'hhea', 'hmtx', 'maxp', 'cvt ', 'fpgm', 'prep'];

/** How many glyphs there are, and where the outline of each begins; it ends where the next begins. */
export function glyphPlaces(head: Buffer, loca: Buffer) {
  const long = head.readInt16BE(50) === 1;
  return {
    count: loca.length / (long ? 4 : 2) - 1,
    at: (glyph: number) => (long ? loca.readUInt32BE(glyph * 4) : loca.readUInt16BE(glyph * 2) * 2),
  };
}

function glyphReader(tables: Map<string, Buffer>, head: Buffer) {
  const glyf = tables.get('glyf')!;
  const { count, at } = glyphPlaces(head, tables.get('loca')!);
  return { count, outline: (i: number) => glyf.subarray(at(i), at(i + 1)) };
}

function subset(tables: Map<string, Buffer>, head: Buffer, glyphs: Iterable<number>): Buffer {
  const { count, outline } = glyphReader(tables, head);
  const wanted = withComponents([0, ...glyphs], outline);
  const newLoca = Buffer.alloc((count + 1) * 4);
  const parts: Buffer[] = [];
  let length = 0;
  for (let i = 0; i < count; i++) {
    newLoca.writeUInt32BE(length, i * 4);
    if (!wanted.has(i)) continue;
    const part = outline(i);
    const padding = Buffer.alloc((4 - (part.length % 4)) % 4);
    parts.push(part, padding);
    length += part.length + padding.length;
  }
  newLoca.writeUInt32BE(length, count * 4);
  const newHead = Buffer.from(head);
  newHead.writeInt16BE(1, 50);
  const kept = new Map(KEPT.filter((tag) => tables.has(tag)).map((tag) => [tag, tables.get(tag)!]));
  kept.set('head', newHead).set('loca', newLoca).set('glyf', Buffer.concat(parts));
  return assemble(kept);
}

/** Composite glyphs (accented letters) draw other glyphs, which are then needed too. */
function withComponents(glyphs: number[], outline: (glyph: number) => Buffer): Set<number> {
  const wanted = new Set<number>();
  const queue = [...glyphs];
  for (let glyph = queue.pop(); glyph !== undefined; glyph = queue.pop()) {
    if (wanted.has(glyph)) continue;
    wanted.add(glyph);
    const data = outline(glyph);
    if (data.length === 0 || data.readInt16BE(0) >= 0) continue;
    for (let at = 10, flags = 0x20; flags & 0x20; ) {
      flags = data.readUInt16BE(at);
      queue.push(data.readUInt16BE(at + 2));
      at += 4 + (flags & 1 ? 4 : 2) + (flags & 8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0);
    }
  }
  return wanted;
}

function assemble(tables: Map<string, Buffer>): Buffer {
  const list = [...tables].sort(([a], [b]) => (a < b ? -1 : 1));
  const header = Buffer.alloc(12 + list.length * 16);
  header.writeUInt32BE(0x00010000, 0);
  header.writeUInt16BE(list.length, 4);
  const power = Math.floor(Math.log2(list.length));
  header.writeUInt16BE(2 ** power * 16, 6);
  header.writeUInt16BE(power, 8);
  header.writeUInt16BE(list.length * 16 - 2 ** power * 16, 10);
  const parts: Buffer[] = [header];
  let offset = header.length;
  list.forEach(([tag, data], i) => {
    const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    let sum = 0;
    for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
    header.write(tag, 12 + i * 16, 'latin1');
    header.writeUInt32BE(sum, 16 + i * 16);
    header.writeUInt32BE(offset, 20 + i * 16);
    header.writeUInt32BE(data.length, 24 + i * 16);
    parts.push(padded);
    offset += padded.length;
  });
  return Buffer.concat(parts);
}
