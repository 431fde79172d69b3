// Blocks that are activities with more inside, and activities done for each item of a collection.
import { type Block, type Builder, one } from './builder.ts';
import { eventSubProcesses, withBoundaries } from './events.ts';
import { TAG } from './names.ts';
import { decisionElement, scriptElement, userTaskElement } from './tasks.ts';
import { receiveElement } from './waiting.ts';

export function embedded(b: Builder, depth: number): Block {
  const id = b.id('p');
  return withBoundaries(b, id, subProcess(b, id, depth));
}

function subProcess(b: Builder, id: string, depth: number, loop = ''): string {
  return `<bpmn:subProcess id="${id}">${b.onlyListeners()}${loop}${b.body(b.sequence(depth - 1))}${eventSubProcesses(b)}</bpmn:subProcess>`;
}

/** Branches end, each by itself, inside a sub-process: tokens of boundary events may be more than one. */
export function parallel(b: Builder, depth: number): Block {
  const [id, start, split] = [b.id('p'), b.id('s'), b.id('g')];
  let inside = `<bpmn:startEvent id="${start}"/>${b.flow(start, split)}<bpmn:parallelGateway id="${split}"/>`;
  for (let i = 0; i < 2 + b.random.int(2); i++) {
    const [branch, end] = [b.sequence(depth - 1), b.id('e')];
    inside += `${branch.xml}${b.flow(split, branch.first)}${b.flow(branch.last, end)}<bpmn:endEvent id="${end}"/>`;
  }
  return one(id, `<bpmn:subProcess id="${id}">${inside}</bpmn:subProcess>`);
}

/** By the model, or by the worker of its job. */
export function adHoc(b: Builder): Block {
  const { random } = b;
  const [id, left, right, last] = [b.id('ah'), b.id('t'), b.id('t'), b.id('t')];
  const decided = random.chance(0.5);
  const output = 'outputCollection="made" outputElement="=n"';
  const how = decided
    ? `<zeebe:adHoc ${output}/>${b.taskDefinition()}`
    : `<zeebe:adHoc activeElementsCollection="=[&quot;${left}&quot;, &quot;${right}&quot;]" ${output}/>`;
  const condition =
    !decided && random.chance(0.5)
      ? '<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">=n &gt; -1</bpmn:completionCondition>'
      : '';
  const rest = decided ? '' : `cancelRemainingInstances="${random.chance(0.5)}"`;
  return withBoundaries(
    b,
    id,
    `<bpmn:adHocSubProcess id="${id}" ${rest}><bpmn:extensionElements>${how}${b.listeners()}</bpmn:extensionElements>${b.job(left)}${b.job(right)}${b.job(last)}${b.flow(right, last)}${eventSubProcesses(b)}${condition}</bpmn:adHocSubProcess>`,
  );
}

export function call(b: Builder): Block {
  const id = b.id('call');
  return withBoundaries(b, id, callActivity(b, id));
}

function callActivity(b: Builder, id: string, loop = ''): string {
  const { random } = b;
  const binding = random.pick(['latest', 'deployment', 'versionTag']);
  return `<bpmn:callActivity id="${id}"><bpmn:extensionElements><zeebe:calledElement processId="${random.pick(b.called)}" propagateAllChildVariables="${random.chance(0.5)}" bindingType="${binding}" ${binding === 'versionTag' ? `versionTag="${TAG}"` : ''}/>${b.listeners()}</bpmn:extensionElements>${loop}</bpmn:callActivity>`;
}

function loopOver(b: Builder): string {
  const condition = b.random.chance(0.3)
    ? '<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">=numberOfCompletedInstances &gt;= 2</bpmn:completionCondition>'
    : '';
  return `<bpmn:multiInstanceLoopCharacteristics isSequential="${b.random.chance(0.5)}"><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="out" outputElement="=item"/></bpmn:extensionElements>${condition}</bpmn:multiInstanceLoopCharacteristics>`;
}

/** A task of any kind, a sub-process or a called process for each item. */
export function multiInstance(b: Builder, depth: number): Block {
  const id = b.id('m');
  const loop = loopOver(b);
  const kinds = [
    () => b.job(id).replace('</bpmn:serviceTask>', `${loop}</bpmn:serviceTask>`),
    () => subProcess(b, id, depth, loop),
    () => userTaskElement(b, id, loop),
    () => receiveElement(b, id, loop),
    () => scriptElement(b, id, loop),
    () => decisionElement(b, id, loop),
    ...(b.called.length > 0 ? [() => callActivity(b, id, loop)] : []),
  ];
  return withBoundaries(b, id, b.random.pick(kinds)());
}
