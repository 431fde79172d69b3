/** A rectangle in PDF points from the bottom left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Moves a box as little as it takes to lie wholly on the page. */
export function boundedPlace(box: Box, page: Box): Box {
  const bound = (value: number, from: number, room: number) =>
    tenth(Math.min(Math.max(value, from), from + Math.max(0, room)));
  return {
    ...box,
    x: bound(box.x, page.x, page.width - box.width),
    y: bound(box.y, page.y, page.height - box.height),
  };
}
