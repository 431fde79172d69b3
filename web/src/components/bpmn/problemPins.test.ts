import { describe, expect, it } from 'vitest';
import { problemsByShape } from './problemPins';

const shapes = [
  { id: 'start', businessObject: { id: 'start', eventDefinitions: [{ id: 'timer' }] } },
  { id: 'wait', businessObject: { id: 'wait', messageRef: { id: 'message' } } },
];
const problem = (elementId: string | null, message: string) => ({
  resource: 'a.bpmn',
  elementId,
  message,
  original: message,
});

describe('problems pinned on their shapes', () => {
  it('keep the numbers of the list, also where one before them is on no shape', () => {
    const found = problemsByShape(shapes, [problem(null, 'a'), problem('timer', 'b'), problem('wait', 'c')]);
    expect([...found]).toEqual([
      ['start', { numbers: [2], messages: ['b'] }],
      ['wait', { numbers: [3], messages: ['c'] }],
    ]);
  });

  it('stand together when they are on one shape', () => {
    const found = problemsByShape(shapes, [problem('message', 'a'), problem('wait', 'b')]);
    expect([...found]).toEqual([['wait', { numbers: [1, 2], messages: ['a', 'b'] }]]);
  });
});
