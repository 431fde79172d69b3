/** A rectangle in PDF points from the bottom left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** The smallest box that holds both. */
function around(box: Box, other: Box): Box {
  const [x, y] = [Math.min(box.x, other.x), Math.min(box.y, other.y)];
  return {
    x,
    y,
    width: Math.max(box.x + box.width, other.x + other.width) - x,
    height: Math.max(box.y + box.height, other.y + other.height) - y,
  };
}

/** Moves a box, and the one that goes with it, as little as it takes for both to lie wholly on the page. */
export function boundedPlace(box: Box, page: Box, companion: Box | null = null): Box {
  const both = companion ? around(box, companion) : box;
  const bound = (value: number, from: number, room: number) =>
    Math.min(Math.max(value, from), from + Math.max(0, room));
  return {
    ...box,
    x: tenth(box.x + bound(both.x, page.x, page.width - both.width) - both.x),
    y: tenth(box.y + bound(both.y, page.y, page.height - both.height) - both.y),
  };
}
