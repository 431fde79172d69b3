// An engine in memory, on a clock that moves when it is told to, anew for each test of a file.
import { afterEach, beforeEach } from 'vitest';
import { type TestEngine, testEngine } from './index.ts';
import { ManualClock } from './manualClock.ts';

export function eachTest(begin: (engine: TestEngine, clock: ManualClock) => void): void {
  let engine: TestEngine;
  beforeEach(async () => {
    const clock = new ManualClock();
    engine = await testEngine(undefined, clock);
    begin(engine, clock);
  });
  afterEach(() => engine.stop());
}
