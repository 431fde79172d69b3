import type { Direction, DocumentState } from '../api/types';

const INCOMING: readonly DocumentState[] = [
  'arrived',
  'received',
  'submitted',
  'assigned',
  'handling',
  'done',
  'returned',
  'withdrawn',
];

const OUTGOING: readonly DocumentState[] = [
  'draft',
  'contentReview',
  'formReview',
  'toSign',
  'toNumber',
  'toSeal',
  'toSend',
  'issued',
  'replaced',
  'withdrawn',
];

/** The states that a document of this direction can be in, in the order in which it passes them. */
export function statesOf(direction: Direction | ''): readonly DocumentState[] {
  if (direction === 'incoming') return INCOMING;
  if (direction === 'outgoing') return OUTGOING;
  return [...new Set([...INCOMING, ...OUTGOING])];
}

/** Of instances and of their elements. */
export const RUN_TONES = {
  notStarted: 'calm',
  active: 'pen',
  incident: 'bad',
  completed: 'ok',
  terminated: 'calm',
} as const;
