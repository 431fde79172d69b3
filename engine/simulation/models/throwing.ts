// Blocks that throw: on their way, or at an end.
import { type Block, type Builder, one } from './builder.ts';
import {
  COMPENSATION,
  ESCALATION,
  error,
  eventSubProcesses,
  message,
  signal,
  withBoundaries,
} from './events.ts';
import { AROUND, ERRORS, WAITED } from './names.ts';
import { timerCatch } from './waiting.ts';

/** A signal of those that tokens wait for: one of the others could throw itself again without end. */
const THROWN = ['', ESCALATION, signal(WAITED.signal)];

export function thrown(b: Builder): Block {
  const id = b.id('th');
  return one(
    id,
    `<bpmn:intermediateThrowEvent id="${id}">${b.onlyListeners()}${b.random.pick(THROWN)}</bpmn:intermediateThrowEvent>`,
  );
}

/** A message that a worker sends. */
export function sent(b: Builder): Block {
  const id = b.id('th');
  return one(
    id,
    `<bpmn:intermediateThrowEvent id="${id}"><bpmn:extensionElements>${b.taskDefinition()}</bpmn:extensionElements>${message(AROUND.message)}</bpmn:intermediateThrowEvent>`,
  );
}

export function link(b: Builder): Block {
  const [from, to] = [b.id('l'), b.id('l')];
  const event = `<bpmn:linkEventDefinition name="${from}"/>`;
  return {
    first: from,
    last: to,
    xml: `<bpmn:intermediateThrowEvent id="${from}">${event}</bpmn:intermediateThrowEvent><bpmn:intermediateCatchEvent id="${to}">${event}</bpmn:intermediateCatchEvent>`,
  };
}

/** A sub-process that may end in an error, which it or its boundary event catches. */
export function raised(b: Builder, depth: number): Block {
  const { random } = b;
  const [id, start, split, fallback, end, bad] = ['p', 's', 'g', 'fd', 'e', 'e'].map((prefix) =>
    b.id(prefix),
  ) as [string, string, string, string, string, string];
  const inner = b.sequence(depth - 1);
  const inside = `<bpmn:startEvent id="${start}"/>${b.flow(start, inner.first)}${inner.xml}${b.flow(inner.last, split)}<bpmn:exclusiveGateway id="${split}" default="${fallback}"/>${b.flow(split, bad, '=n &gt; 2')}<bpmn:sequenceFlow id="${fallback}" sourceRef="${split}" targetRef="${end}"/><bpmn:endEvent id="${end}">${random.pick(THROWN)}</bpmn:endEvent><bpmn:endEvent id="${bad}">${error(random.pick(ERRORS))}</bpmn:endEvent>`;
  return withBoundaries(
    b,
    id,
    `<bpmn:subProcess id="${id}">${inside}${eventSubProcesses(b)}</bpmn:subProcess>`,
    [error()],
  );
}

/** Two ways, one of which ends the other. */
export function terminated(b: Builder, depth: number): Block {
  const [id, start, split, end, stop] = [b.id('p'), b.id('s'), b.id('g'), b.id('e'), b.id('e')];
  const [long, short] = [b.sequence(depth - 1), timerCatch(b)];
  return one(
    id,
    `<bpmn:subProcess id="${id}"><bpmn:startEvent id="${start}"/>${b.flow(start, split)}<bpmn:parallelGateway id="${split}"/>${b.flow(split, long.first)}${b.flow(split, short.first)}${long.xml}${short.xml}${b.flow(long.last, end)}${b.flow(short.last, stop)}<bpmn:endEvent id="${end}"/><bpmn:endEvent id="${stop}"><bpmn:terminateEventDefinition/></bpmn:endEvent></bpmn:subProcess>`,
  );
}

/** What was done, alone or for each item, in this scope or in one inside it, is undone. */
export function compensated(b: Builder): Block {
  const id = b.id('p');
  const task = undoable(b);
  const done = b.random.chance(0.4) ? inSubProcess(b, task) : task;
  const rest = b.chain([done, compensationThrow(b)]);
  const inside = b.random.chance(0.5) ? b.body(rest) : b.body(done, COMPENSATION);
  return withBoundaries(b, id, `<bpmn:subProcess id="${id}">${inside}</bpmn:subProcess>`);
}

function undoable(b: Builder): Block {
  const [task, undo, undone] = [b.id('t'), b.id('b'), b.id('t')];
  const loop = b.random.chance(0.4)
    ? '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=items"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
    : '';
  return one(
    task,
    `${b.job(task).replace('</bpmn:serviceTask>', `${loop}</bpmn:serviceTask>`)}<bpmn:boundaryEvent id="${undo}" attachedToRef="${task}">${COMPENSATION}</bpmn:boundaryEvent>${b.job(undone, 'isForCompensation="true"')}<bpmn:association id="${b.id('as')}" sourceRef="${undo}" targetRef="${undone}"/>`,
  );
}

function inSubProcess(b: Builder, inner: Block): Block {
  const id = b.id('p');
  return withBoundaries(
    b,
    id,
    `<bpmn:subProcess id="${id}">${b.body(inner)}${eventSubProcesses(b)}</bpmn:subProcess>`,
  );
}

function compensationThrow(b: Builder): Block {
  const id = b.id('th');
  return one(id, `<bpmn:intermediateThrowEvent id="${id}">${COMPENSATION}</bpmn:intermediateThrowEvent>`);
}
