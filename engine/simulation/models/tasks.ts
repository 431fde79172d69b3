// Blocks of one task.
import type { Random } from '../random.ts';
import { type Block, type Builder, one } from './builder.ts';
import { withBoundaries } from './events.ts';
import { DECISION, JOB_TYPES, LISTENER_TYPES } from './names.ts';

/** Jobs before and after an element. */
function listeners(random: Random): string {
  const made = ['start', 'end'].map((event) =>
    random.chance(0.1)
      ? `<zeebe:executionListener eventType="${event}" type="${random.pick(JOB_TYPES)}"/>`
      : '',
  );
  return `<zeebe:executionListeners>${made.join('')}</zeebe:executionListeners>`;
}

const MAPPINGS =
  '<zeebe:ioMapping><zeebe:input source="=n + 1" target="local"/><zeebe:output source="=local" target="n"/></zeebe:ioMapping>';

export function jobTask(b: Builder): Block {
  const [id, kind] = [b.id('t'), b.random.pick(['serviceTask', 'serviceTask', 'sendTask'])];
  const mappings = b.random.chance(0.3) ? MAPPINGS : '';
  return withBoundaries(
    b,
    id,
    `<bpmn:${kind} id="${id}"><bpmn:extensionElements>${b.taskDefinition()}${mappings}${listeners(b.random)}</bpmn:extensionElements></bpmn:${kind}>`,
  );
}

export function userTask(b: Builder): Block {
  const { random } = b;
  const id = b.id('u');
  const assignee = random.chance(0.4)
    ? '<zeebe:assignmentDefinition assignee="=&quot;u&quot; + string(n)"/>'
    : '';
  const taskListeners = LISTENER_TYPES.flatMap((type) =>
    random.chance(0.3)
      ? [`<zeebe:taskListener eventType="${type.slice('on-'.length)}" type="${type}"/>`]
      : [],
  );
  return withBoundaries(
    b,
    id,
    `<bpmn:userTask id="${id}"><bpmn:extensionElements><zeebe:userTask/>${assignee}<zeebe:taskListeners>${taskListeners.join('')}</zeebe:taskListeners></bpmn:extensionElements></bpmn:userTask>`,
  );
}

/** Fails, and waits for a person, as long as n is no number. */
export function scriptTask(b: Builder): Block {
  const id = b.id('x');
  return one(
    id,
    `<bpmn:scriptTask id="${id}"><bpmn:extensionElements><zeebe:script expression="=n + 1" resultVariable="n"/>${listeners(b.random)}</bpmn:extensionElements></bpmn:scriptTask>`,
  );
}

/** Fails, and waits for a person, as long as the decision is taken away. */
export function decisionTask(b: Builder): Block {
  const id = b.id('d');
  return withBoundaries(
    b,
    id,
    `<bpmn:businessRuleTask id="${id}"><bpmn:extensionElements><zeebe:calledDecision decisionId="${DECISION}" resultVariable="m" bindingType="${b.random.pick(['latest', 'deployment'])}"/></bpmn:extensionElements></bpmn:businessRuleTask>`,
  );
}

/** Nothing happens in it but its listeners. */
export function plainTask(b: Builder): Block {
  const [id, kind] = [b.id('t'), b.random.pick(['task', 'manualTask'])];
  return one(
    id,
    `<bpmn:${kind} id="${id}"><bpmn:extensionElements>${listeners(b.random)}</bpmn:extensionElements></bpmn:${kind}>`,
  );
}
