// When timers are due.
import { LAST_MOMENT } from '../clock.ts';
import { evaluateString } from '../expression/evaluate.ts';
import type { VariableLookup } from '../expression/expression.ts';
import {
  addInterval,
  evaluateTimeCycle,
  evaluateTimeDate,
  evaluateTimeDuration,
  firstOf,
  nextOf,
  parseCycle,
} from '../expression/timers.ts';
import type { EventDefinition } from '../model/graph.ts';
import type { Timer } from '../state/rows.ts';

type TimerEvent = Extract<EventDefinition, { kind: 'timer' }>;

/** When the timer is first due, how often, and the cycle as text for the times after. @throws ExpressionError */
export function firstDue(
  event: TimerEvent,
  variables: VariableLookup,
  now: number,
): Pick<Timer, 'due' | 'repetitions' | 'interval'> {
  if (event.timer === 'date')
    return {
      due: Math.min(evaluateTimeDate(event.expression, variables, now), LAST_MOMENT),
      repetitions: 1,
    };
  if (event.timer === 'duration')
    return { due: addInterval(now, evaluateTimeDuration(event.expression, variables, now)), repetitions: 1 };
  const cycle = evaluateTimeCycle(event.expression, variables, now);
  return {
    due: Math.min(firstOf(cycle, now) ?? LAST_MOMENT, LAST_MOMENT),
    repetitions: cycle.repetitions,
    interval: evaluateString(event.expression, variables, now),
  };
}

/** The timer for the next time, or undefined after the last. */
export function nextTimer(timer: Timer, now: number): Timer | undefined {
  const over = timer.repetitions === 0 || timer.repetitions === 1;
  if (timer.interval === undefined || over) return undefined;
  const due = nextOf(parseCycle(timer.interval)!, timer.due, now);
  if (due === null) return undefined;
  return { ...timer, due, repetitions: timer.repetitions === -1 ? -1 : timer.repetitions - 1 };
}
