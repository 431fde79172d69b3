/** Rectangles on a page or in an annotation, their sides along those of it. */
export interface Area {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

export type Point = readonly [number, number];

/** The smallest that takes in these points, of which a path may have more than a call takes arguments. */
export function extentOf(points: readonly Point[]): Area {
  let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    bottom = Math.min(bottom, y);
    right = Math.max(right, x);
    top = Math.max(top, y);
  }
  return { left, bottom, right, top };
}

export const cornersOf = ({ left, bottom, right, top }: Area): Point[] => [
  [left, bottom],
  [right, bottom],
  [right, top],
  [left, top],
];

export const UNIT_SQUARE = cornersOf({ left: 0, bottom: 0, right: 1, top: 1 });

/** Whether less than `gap` lies between them, up and down or aside; so too where either is no number. */
export const isNear = (a: Area, b: Area, gap: number): boolean =>
  !(a.left - b.right >= gap || b.left - a.right >= gap || a.bottom - b.top >= gap || b.bottom - a.top >= gap);
