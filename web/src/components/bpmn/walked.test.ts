import { describe, expect, it } from 'vitest';
import type { ElementState } from '../../api/types';
import { walkedElements } from './walked';

const passed = (state: ElementState['state']): ElementState => ({
  elementId: 'draft',
  state,
  startedAt: '2020-12-08T01:00:00Z',
  endedAt: null,
  count: 1,
});

describe('the path walked', () => {
  it('shows an element that a return came back to as the current one', () => {
    const marks = walkedElements({ elements: [passed('completed'), passed('active')], incidents: [] });
    expect(marks.map((mark) => mark.marker)).toEqual(['walked-active']);
  });

  it('shows where it stopped', () => {
    const incidents = [
      {
        key: '1',
        type: 'JOB_NO_RETRIES',
        message: '',
        elementId: 'draft',
        elementName: '',
        processId: 'p',
        instanceKey: '2',
        jobKey: null,
        documentId: null,
        createdAt: '2020-12-08T01:00:00Z',
      },
    ];
    expect(walkedElements({ elements: [passed('active')], incidents })[0]?.marker).toBe('walked-incident');
  });
});
