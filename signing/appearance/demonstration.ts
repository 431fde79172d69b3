/** Made-up images to demonstrate with: a blue handwritten signature and a red seal, both marked as such. */
import { createHash } from 'node:crypto';
import { Canvas } from './canvas.ts';
import type { Point } from './outline.ts';
import { serif } from './serif.ts';

const BLUE = [24, 48, 160] as const;
const RED = [208, 16, 24] as const;
const MARK = 'BẢN MINH HỌA';

/** @param who decides the strokes: the same words give the same signature. @returns PNG, 600 × 300 */
export function demonstrationSignature(who: string): Buffer {
  const canvas = new Canvas(600, 300);
  const random = numbers(who);
  const through: Point[] = [[40, 180]];
  const loops = 5 + Math.floor(random() * 3);
  for (let i = 0; i < loops; i++) {
    const x = 70 + (i * 440) / loops;
    through.push([x + random() * 30, 40 + random() * 80], [x + 30 + random() * 50, 170 + random() * 60]);
  }
  through.push([540, 110], [575, 150]);
  canvas.stroke(curve(through), (t) => 2.2 + 2.6 * Math.sin(t * Math.PI * (3 + loops)) ** 2);
  const flourish = 205 + random() * 20;
  canvas.stroke(
    curve([
      [70, flourish + 10],
      [300, flourish - 12],
      [560, flourish],
      [470, flourish + 22],
    ]),
    (t) => 3.4 - 2 * t,
  );
  straight(canvas, MARK, 300, 284, 26);
  return canvas.toPng(BLUE);
}

/** @param agency words around the star, e.g. «ỦY BAN NHÂN DÂN TỈNH THANH HÓA». @returns PNG, 720 × 720 */
export function demonstrationSeal(agency: string): Buffer {
  const size = 720;
  const canvas = new Canvas(size, size);
  const centre = size / 2;
  ring(canvas, centre, 350, 11);
  ring(canvas, centre, 330, 3);
  ring(canvas, centre, 222, 4);
  canvas.fill([star(centre, centre - 20, 92)]);
  straight(canvas, MARK, centre, centre + 128, 40);
  around(canvas, agency.normalize('NFC').toLocaleUpperCase('vi'), centre, 252);
  return canvas.toPng(RED);
}

/** Numbers from 0 to 1 that depend on the words only. */
function numbers(seed: string): () => number {
  const bytes = createHash('sha256').update(seed.normalize('NFC')).digest();
  let at = 0;
  return () => bytes[at++ % bytes.length]! / 255;
}

/** A smooth line through points (Catmull-Rom), in steps finer than a pixel. */
function curve(points: Point[]): Point[] {
  const out: Point[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b, c, d] = [
      points[Math.max(0, i - 1)]!,
      points[i]!,
      points[i + 1]!,
      points[Math.min(points.length - 1, i + 2)]!,
    ];
    const steps = Math.ceil(Math.hypot(c[0] - b[0], c[1] - b[1]) * 2);
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      const axis = (k: 0 | 1) =>
        0.5 *
        (2 * b[k] +
          (c[k] - a[k]) * t +
          (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t ** 2 +
          (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t ** 3);
      out.push([axis(0), axis(1)]);
    }
  }
  return out;
}

function ring(canvas: Canvas, centre: number, radius: number, width: number): void {
  const circle = (r: number, direction: 1 | -1) =>
    Array.from({ length: 240 }, (_, i): Point => {
      const angle = (direction * i * Math.PI) / 120;
      return [centre + r * Math.cos(angle), centre + r * Math.sin(angle)];
    });
  canvas.fill([circle(radius, 1), circle(radius - width, -1)]);
}

const star = (x: number, y: number, radius: number): Point[] =>
  Array.from({ length: 10 }, (_, i): Point => {
    const angle = -Math.PI / 2 + (i * Math.PI) / 5;
    const r = i % 2 ? radius * 0.382 : radius;
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
  });

/** Letters with the transformation that places them: from font units to pixels. */
function letters(
  canvas: Canvas,
  text: string,
  place: (advance: number) => (x: number, y: number) => Point,
): void {
  const font = serif();
  let advance = 0;
  for (const character of text) {
    const glyph = font.glyph(character.codePointAt(0)!);
    const width = font.width(glyph);
    const transform = place(advance + width / 2);
    const scale = 1000 / font.unitsPerEm;
    const polygons = font
      .outline(glyph)
      .map((polygon) => polygon.map(([x, y]) => transform(x * scale - width / 2, y * scale)));
    canvas.fill(polygons);
    advance += width;
  }
}

const textUnits = (text: string): number =>
  [...text].reduce((sum, character) => sum + serif().width(serif().glyph(character.codePointAt(0)!)), 0);

function straight(canvas: Canvas, text: string, centre: number, baseline: number, size: number): void {
  const total = textUnits(text);
  letters(canvas, text, (advance) => (x, y) => [
    centre + ((advance - total / 2 + x) * size) / 1000,
    baseline - (y * size) / 1000,
  ]);
}

/** Along a circle, beginning at the lower left and ending at the lower right. */
function around(canvas: Canvas, text: string, centre: number, radius: number): void {
  const total = textUnits(text);
  const size = Math.min(62, (radius * Math.PI * 1.6 * 1000) / total);
  letters(canvas, text, (advance) => {
    const angle = ((advance - total / 2) * size) / 1000 / (radius + size * 0.35);
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    return (x, y) => {
      const [dx, dy] = [(x * size) / 1000, radius + (y * size) / 1000];
      return [centre + dx * cos + dy * sin, centre + dx * sin - dy * cos];
    };
  });
}
