import { describe, expect, it } from 'vitest';
import { boundedPlace } from './boundedPlace';

const page = { x: 0, y: 0, width: 595, height: 842 };
const box = { x: 100, y: 100, width: 150, height: 75 };

describe('a signature that is dragged', () => {
  it('stays where it was put, as long as that is on the page', () => {
    expect(boundedPlace(box, page)).toEqual(box);
  });

  it('stops at the edges of the page', () => {
    expect(boundedPlace({ ...box, x: -40, y: 900 }, page)).toMatchObject({ x: 0, y: 767 });
    expect(boundedPlace({ ...box, x: 590, y: -1 }, page)).toMatchObject({ x: 445, y: 0 });
  });

  it('takes the seal along, which stays on the page too', () => {
    const seal = { x: 50, y: 90, width: 100, height: 100 };
    const left = boundedPlace({ ...box, x: 20 }, page, { ...seal, x: -30 });
    expect(left).toMatchObject({ x: 50, y: 100 });
    const top = boundedPlace({ ...box, y: 750 }, page, { ...seal, y: 745 });
    expect(top).toMatchObject({ x: 100, y: 747 });
  });

  it('knows pages that do not begin at nought', () => {
    const moved = { x: 20, y: 30, width: 400, height: 500 };
    expect(boundedPlace({ ...box, x: 0, y: 0 }, moved)).toMatchObject({ x: 20, y: 30 });
  });
});
