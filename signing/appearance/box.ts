/** A rectangle on a page in PDF points (1/72 inch), from the lower left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A rectangle and the page that it stands on, the first page being 0. */
export interface Place extends Box {
  page: number;
}

export const MM = 72 / 25.4;

export const rectOf = (box: Box): number[] => [box.x, box.y, box.x + box.width, box.y + box.height];

export function boxOf(rect: number[]): Box {
  const [a = 0, b = 0, c = 0, d = 0] = rect;
  return { x: Math.min(a, c), y: Math.min(b, d), width: Math.abs(c - a), height: Math.abs(d - b) };
}

/** The largest box of the given shape (width / height) in the middle of another. */
export function fitInside(box: Box, aspect: number): Box {
  const width = Math.min(box.width, box.height * aspect);
  const height = width / aspect;
  return { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
}
