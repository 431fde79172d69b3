/** Outlines of TrueType glyphs as polygons, for pictures that are made by code. */
export type Point = readonly [x: number, y: number];

/** Closed polygons of a glyph in font units, curves cut into straight pieces. */
export type GlyphOutline = (glyph: number) => Point[][];

interface RawPoint {
  x: number;
  y: number;
  on: boolean;
}

const STEPS = 6;
const MAX_NESTING = 6;

export function glyphOutlines(glyphData: (glyph: number) => Buffer): GlyphOutline {
  const outline = (glyph: number, depth: number): Point[][] => {
    const data = glyphData(glyph);
    if (data.length === 0 || depth > MAX_NESTING) return [];
    const contours = data.readInt16BE(0);
    return contours >= 0 ? simple(data, contours).map(flatten) : composite(data, depth);
  };
  const composite = (data: Buffer, depth: number): Point[][] => {
    const polygons: Point[][] = [];
    for (let at = 10, flags = 0x20; flags & 0x20; ) {
      flags = data.readUInt16BE(at);
      const words = flags & 1;
      // ARGS_ARE_XY_VALUES: the part is moved; the fonts used here scale no parts.
      const dx = words ? data.readInt16BE(at + 4) : data.readInt8(at + 4);
      const dy = words ? data.readInt16BE(at + 6) : data.readInt8(at + 5);
      const part = outline(data.readUInt16BE(at + 2), depth + 1);
      polygons.push(...part.map((polygon) => polygon.map(([x, y]): Point => [x + dx, y + dy])));
      at += 4 + (words ? 4 : 2) + (flags & 8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0);
    }
    return polygons;
  };
  return (glyph) => outline(glyph, 0);
}

function simple(data: Buffer, contours: number): RawPoint[][] {
  const ends = Array.from({ length: contours }, (_, i) => data.readUInt16BE(10 + i * 2));
  const count = (ends.at(-1) ?? -1) + 1;
  let at = 10 + contours * 2;
  at += 2 + data.readUInt16BE(at);
  const flags: number[] = [];
  while (flags.length < count) {
    const flag = data[at++]!;
    const repeats = flag & 8 ? data[at++]! : 0;
    for (let i = 0; i <= repeats; i++) flags.push(flag);
  }
  const axis = (short: number, same: number): number[] => {
    let value = 0;
    return flags.map((flag) => {
      if (flag & short) value += flag & same ? data[at++]! : -data[at++]!;
      else if (!(flag & same)) {
        value += data.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = axis(2, 16);
  const ys = axis(4, 32);
  const points = flags.map((flag, i) => ({ x: xs[i]!, y: ys[i]!, on: (flag & 1) === 1 }));
  return ends.map((end, i) => points.slice(i ? ends[i - 1]! + 1 : 0, end + 1));
}

/** Quadratic curves; between two control points lies an implied point on the curve. */
function flatten(contour: RawPoint[]): Point[] {
  if (contour.length === 0) return [];
  const full: RawPoint[] = [];
  contour.forEach((point, i) => {
    const previous = contour.at(i - 1)!;
    if (!point.on && !previous.on) full.push(between(previous, point));
    full.push(point);
  });
  const start = full.findIndex((point) => point.on);
  const turned = [...full.slice(start), ...full.slice(0, start)];
  const out: Point[] = [];
  turned.forEach((point, i) => {
    if (point.on) {
      out.push([point.x, point.y]);
      return;
    }
    const from = turned.at(i - 1)!;
    const to = turned[(i + 1) % turned.length]!;
    for (let step = 1; step < STEPS; step++) {
      const t = step / STEPS;
      const mix = (a: number, b: number, c: number) => (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t ** 2 * c;
      out.push([mix(from.x, point.x, to.x), mix(from.y, point.y, to.y)]);
    }
  });
  return out;
}

const between = (a: RawPoint, b: RawPoint): RawPoint => ({
  x: (a.x + b.x) / 2,
  y: (a.y + b.y) / 2,
  on: true,
});
