// Event definitions, and the events that sit around an activity or a scope.
import type { Random } from '../random.ts';
import { type Block, type Builder, one } from './builder.ts';
import { AROUND, ERRORS, SIGNALS } from './names.ts';

export function timer(random: Random): string {
  const seconds = random.pick([1, 2, 5, 30, 120]);
  const when = random.chance(0.2)
    ? `<bpmn:timeDate>=now() + duration("PT${seconds}S")</bpmn:timeDate>`
    : `<bpmn:timeDuration>PT${seconds}S</bpmn:timeDuration>`;
  return `<bpmn:timerEventDefinition>${when}</bpmn:timerEventDefinition>`;
}

/** A timer that fires more than once, so that it does not interrupt. @param times absent: for as long as its scope
 * lives, which ends in a pause between two */
export function cycle(random: Random, times?: 2): string {
  const seconds = random.pick(times === undefined ? [20, 90] : [1, 20, 90]);
  return `<bpmn:timerEventDefinition><bpmn:timeCycle>R${times ?? ''}/PT${seconds}S</bpmn:timeCycle></bpmn:timerEventDefinition>`;
}

export function message(name: string): string {
  return `<bpmn:messageEventDefinition messageRef="m_${name}"/>`;
}

export function signal(name: string): string {
  return `<bpmn:signalEventDefinition signalRef="sig_${name}"/>`;
}

/** @param code absent: of a catch that takes every code */
export function error(code?: string): string {
  return `<bpmn:errorEventDefinition ${code ? `errorRef="e_${code}"` : ''}/>`;
}

export const ESCALATION = '<bpmn:escalationEventDefinition escalationRef="esc"/>';
const ANY_ESCALATION = '<bpmn:escalationEventDefinition/>';
export const COMPENSATION = '<bpmn:compensateEventDefinition/>';

/** An activity, with boundary events that lead on to where it leads. @param must one that it has at any rate */
export function withBoundaries(
  b: Builder,
  id: string,
  activity: string,
  must: readonly string[] = [],
): Block {
  const { random } = b;
  const events = chosen(b).filter((event) => mayHave(activity, event));
  const around = [...new Set([...must, ...events])].map((event) => ({ id: b.id('b'), event }));
  if (around.length === 0) return one(id, activity);
  const join = b.id('j');
  const boundaries = around.map(
    ({ id: of, event }) =>
      `<bpmn:boundaryEvent id="${of}" attachedToRef="${id}" cancelActivity="${interrupts(random, event)}">${event}</bpmn:boundaryEvent>`,
  );
  const flows = [id, ...around.map((one) => one.id)].map((from) => b.flow(from, join));
  return {
    xml: `${activity}${boundaries.join('')}${flows.join('')}<bpmn:exclusiveGateway id="${join}"/>`,
    first: id,
    last: join,
  };
}

/** Escalations come out of sub-processes and calls. */
function mayHave(activity: string, event: string): boolean {
  return !event.includes('escalation') || /^<bpmn:(subProcess|adHocSubProcess|callActivity) /.test(activity);
}

/** Of each kind at most one, as no two of an activity may wait for the same. */
function chosen({ random }: Builder): string[] {
  const events: string[] = [];
  if (random.chance(0.2)) events.push(timer(random));
  if (random.chance(0.1)) events.push(cycle(random, 2));
  if (random.chance(0.25)) events.push(message(AROUND.message));
  if (random.chance(0.1)) events.push(signal(AROUND.signal));
  if (random.chance(0.3)) events.push(error(random.pick(ERRORS)));
  if (random.chance(0.1)) events.push(error());
  if (random.chance(0.1)) events.push(random.pick([ESCALATION, ANY_ESCALATION]));
  return events;
}

/** What must, what cannot, and what may interrupt. */
function interrupts(random: Random, event: string): boolean {
  if (event.includes('error')) return true;
  if (event.includes('timeCycle')) return false;
  return random.chance(0.5);
}

/** Event sub-processes of a scope: none, one or two, each with a job inside. */
export function eventSubProcesses(b: Builder): string {
  const { random } = b;
  if (!random.chance(0.35)) return '';
  const first = eventSubProcess(b, random.pick([timer(random), message(AROUND.message), error()]));
  if (!random.chance(0.4)) return first;
  const others = [cycle(random), ...SIGNALS.map(signal), ESCALATION, error(random.pick(ERRORS))];
  return first + eventSubProcess(b, random.pick(others));
}

function eventSubProcess(b: Builder, event: string): string {
  const [id, start, task, end] = [b.id('es'), b.id('s'), b.id('t'), b.id('e')];
  return `<bpmn:subProcess id="${id}" triggeredByEvent="true"><bpmn:startEvent id="${start}" isInterrupting="${interrupts(b.random, event)}">${event}</bpmn:startEvent>${b.flow(start, task)}${b.job(task)}${b.flow(task, end)}<bpmn:endEvent id="${end}"/></bpmn:subProcess>`;
}
