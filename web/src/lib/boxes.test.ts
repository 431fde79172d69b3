import { describe, expect, it } from 'vitest';
import { boxesOf } from './boxes';

const counts = { todo: 3, done: 9, late: 1, kinds: [{ kind: 'draft' as const, todo: 3, late: 1 }] };

describe('boxes of a person', () => {
  it('shows every box of the roles held, empty ones too, once each', () => {
    expect(boxesOf(['unitHead', 'official'], undefined)).toEqual([
      { kind: 'assign', todo: 0, late: 0 },
      { kind: 'reviewContent', todo: 0, late: 0 },
      { kind: 'acknowledge', todo: 0, late: 0 },
      { kind: 'handle', todo: 0, late: 0 },
      { kind: 'draft', todo: 0, late: 0 },
    ]);
  });

  it('shows a box outside the roles while something waits in it', () => {
    expect(boxesOf(['formReviewer'], counts).map((box) => box.kind)).toEqual(['reviewForm', 'draft']);
  });
});
