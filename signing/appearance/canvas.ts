/** A picture of one colour on nothing: shapes are added as opacity, edges smoothed. */
import type { Point } from './outline.ts';
import { writePng } from './png.ts';

const SUBSAMPLES = 4;

export class Canvas {
  private readonly coverage: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.coverage = new Float32Array(width * height);
  }

  /** Fills polygons by the nonzero rule; y grows downwards, in pixels. */
  fill(polygons: Point[][]): void {
    const rows = this.height * SUBSAMPLES;
    const crossings: { x: number; turn: number }[][] = Array.from({ length: rows }, () => []);
    for (const polygon of polygons) {
      for (const [i, a] of polygon.entries()) edge(crossings, rows, a, polygon[(i + 1) % polygon.length]!);
    }
    crossings.forEach((row, index) => {
      row.sort((a, b) => a.x - b.x);
      let winding = 0;
      for (let i = 0; i + 1 < row.length; i++) {
        winding += row[i]!.turn;
        if (winding !== 0) this.span(Math.floor(index / SUBSAMPLES), row[i]!.x, row[i + 1]!.x);
      }
    });
  }

  private span(y: number, from: number, to: number): void {
    const first = Math.max(0, Math.floor(from));
    const last = Math.min(this.width - 1, Math.floor(to));
    for (let x = first; x <= last; x++) {
      const covered = Math.min(to, x + 1) - Math.max(from, x);
      if (covered > 0) this.coverage[y * this.width + x]! += covered / SUBSAMPLES;
    }
  }

  /** Draws round dots along a line, as a pen does. `radius` may change from start to end. */
  stroke(points: Point[], radius: (t: number) => number): void {
    points.forEach(([cx, cy], i) => {
      const r = radius(i / Math.max(1, points.length - 1));
      for (let y = Math.floor(cy - r - 1); y <= cy + r + 1; y++) {
        for (let x = Math.floor(cx - r - 1); x <= cx + r + 1; x++) {
          if (x < 0 || y < 0 || x >= this.width || y >= this.height) continue;
          const distance = Math.hypot(x + 0.5 - cx, y + 0.5 - cy);
          const opacity = Math.min(1, Math.max(0, r + 0.5 - distance));
          const at = y * this.width + x;
          this.coverage[at] = Math.max(this.coverage[at]!, opacity);
        }
      }
    });
  }

  toPng(colour: readonly [red: number, green: number, blue: number]): Buffer {
    const pixels = this.width * this.height;
    const rgb = Buffer.alloc(pixels * 3);
    const alpha = Buffer.alloc(pixels);
    for (let i = 0; i < pixels; i++) {
      rgb.set(colour, i * 3);
      alpha[i] = Math.round(Math.min(1, this.coverage[i]!) * 255);
    }
    return writePng({ width: this.width, height: this.height, rgb, alpha });
  }
}

function edge(crossings: { x: number; turn: number }[][], rows: number, a: Point, b: Point): void {
  const [top, bottom, turn] = a[1] < b[1] ? [a, b, 1] : [b, a, -1];
  const first = Math.max(0, Math.ceil(top[1] * SUBSAMPLES - 0.5));
  const last = Math.min(rows - 1, Math.ceil(bottom[1] * SUBSAMPLES - 0.5) - 1);
  for (let row = first; row <= last; row++) {
    const y = (row + 0.5) / SUBSAMPLES;
    const x = top[0] + ((bottom[0] - top[0]) * (y - top[1])) / (bottom[1] - top[1]);
    crossings[row]!.push({ x, turn });
  }
}
