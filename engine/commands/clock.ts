// The pin and the reset of the engine's clock (CLOCK: PINNED, RESETTED). It stays pinned over a restart.

import { LAST_MOMENT } from '../clock.ts';
import { Rejection } from '../errors.ts';
import type { Execution } from '../execution.ts';
import { CLOCK_KEY } from '../state/rows.ts';

/** @param at ms since the epoch @throws Rejection INVALID_ARGUMENT */
export function pinClock(x: Execution, at: number): void {
  if (!(at >= 0 && at <= LAST_MOMENT))
    throw new Rejection(
      'INVALID_ARGUMENT',
      `Expected to pin the clock to a timestamp from 0 to ${LAST_MOMENT}, but it is ${at}`,
    );
  x.state.clock.put({ key: CLOCK_KEY, at });
  x.effects.push({ kind: 'clock', at });
  x.record('CLOCK', 'PINNED', x.key());
}

export function resetClock(x: Execution): void {
  x.state.clock.delete(CLOCK_KEY);
  x.effects.push({ kind: 'clock', at: undefined });
  x.record('CLOCK', 'RESETTED', x.key());
}
