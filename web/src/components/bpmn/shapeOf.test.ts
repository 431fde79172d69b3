import { describe, expect, it } from 'vitest';
import { shapeOf } from './shapeOf';

const shapes = [
  {
    id: 'start_label',
    businessObject: { id: 'start', eventDefinitions: [{ id: 'timer' }] },
    labelTarget: {},
  },
  { id: 'start', businessObject: { id: 'start', eventDefinitions: [{ id: 'timer' }] } },
  { id: 'wait', businessObject: { id: 'wait', messageRef: { id: 'message' } } },
  { id: 'each', businessObject: { id: 'each', loopCharacteristics: { id: 'loop' } } },
  {
    id: 'failed',
    businessObject: { id: 'failed', eventDefinitions: [{ id: 'caught', errorRef: { id: 'error' } }] },
  },
];

describe('the shape that a problem is pinned on', () => {
  it.each([
    ['wait', 'wait', 'itself'],
    ['timer', 'start', 'the event of a timer, not its label'],
    ['message', 'wait', 'the task that waits for a message'],
    ['loop', 'each', 'the activity that is repeated'],
    ['error', 'failed', 'the event that catches an error'],
  ])('of «%s» is %s: %s', (id, shape) => {
    expect(shapeOf(shapes, id)?.id).toBe(shape);
  });

  it('is none for what the drawing does not hold', () => {
    expect(shapeOf(shapes, 'elsewhere')).toBeUndefined();
  });
});
