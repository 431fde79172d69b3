/** Rectangles on a page or in an annotation, their sides along those of it. */
export interface Area {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

export type Point = readonly [number, number];

/** The smallest that takes in these points. */
export function extentOf(points: readonly Point[]): Area {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return { left: Math.min(...xs), bottom: Math.min(...ys), right: Math.max(...xs), top: Math.max(...ys) };
}

export const cornersOf = ({ left, bottom, right, top }: Area): Point[] => [
  [left, bottom],
  [right, bottom],
  [right, top],
  [left, top],
];

/** Whether less than `gap` lies between them, up and down or aside; so too where either is no number. */
export const isNear = (a: Area, b: Area, gap: number): boolean =>
  !(a.left - b.right >= gap || b.left - a.right >= gap || a.bottom - b.top >= gap || b.bottom - a.top >= gap);
