// Blocks of one task.
import { type Block, type Builder, one } from './builder.ts';
import { withBoundaries } from './events.ts';
import { DECISION, LISTENER_TYPES } from './names.ts';

const MAPPINGS =
  '<zeebe:ioMapping><zeebe:input source="=n + 1" target="local"/><zeebe:output source="=local" target="n"/></zeebe:ioMapping>';

export function jobTask(b: Builder): Block {
  const [id, kind] = [
    b.id('t'),
    b.random.pick(['serviceTask', 'serviceTask', 'sendTask', 'businessRuleTask', 'scriptTask']),
  ];
  const mappings = b.random.chance(0.3) ? MAPPINGS : '';
  return withBoundaries(
    b,
    id,
    `<bpmn:${kind} id="${id}"><bpmn:extensionElements>${b.taskDefinition()}${mappings}${b.listeners()}</bpmn:extensionElements></bpmn:${kind}>`,
  );
}

export function userTask(b: Builder): Block {
  const id = b.id('u');
  return withBoundaries(b, id, userTaskElement(b, id));
}

/** One that the engine keeps; or a job, until the process is deployed with tasks that the engine keeps. */
export function userTaskElement(b: Builder, id: string, loop = ''): string {
  const { random } = b;
  const assignee = random.chance(0.4)
    ? '<zeebe:assignmentDefinition assignee="=&quot;u&quot; + string(n)"/>'
    : '';
  const taskListeners = LISTENER_TYPES.flatMap((type) =>
    random.chance(0.3)
      ? [`<zeebe:taskListener eventType="${type.slice('on-'.length)}" type="${type}"/>`]
      : [],
  );
  const kept = `<zeebe:userTask/><zeebe:taskListeners>${taskListeners.join('')}</zeebe:taskListeners>`;
  return `<bpmn:userTask id="${id}"><bpmn:extensionElements>${random.chance(0.4) ? later(kept) : kept}${assignee}${b.listeners()}</bpmn:extensionElements>${loop}</bpmn:userTask>`;
}

const later = (xml: string): string => `<!--later ${xml}-->`;

/** The process with its user tasks kept by the engine, as it is once it no longer leaves them to workers. */
export function keepUserTasks(model: string): string {
  return model.replaceAll(/<!--later (.*?)-->/g, '$1');
}

/** Fails, and waits for a person, as long as n is no number. */
export function scriptTask(b: Builder): Block {
  const id = b.id('x');
  return one(id, scriptElement(b, id));
}

export function scriptElement(b: Builder, id: string, loop = ''): string {
  return `<bpmn:scriptTask id="${id}"><bpmn:extensionElements><zeebe:script expression="=n + 1" resultVariable="n"/>${b.listeners()}</bpmn:extensionElements>${loop}</bpmn:scriptTask>`;
}

/** Fails, and waits for a person, as long as the decision is taken away. */
export function decisionTask(b: Builder): Block {
  const id = b.id('d');
  return withBoundaries(b, id, decisionElement(b, id));
}

export function decisionElement(b: Builder, id: string, loop = ''): string {
  return `<bpmn:businessRuleTask id="${id}"><bpmn:extensionElements><zeebe:calledDecision decisionId="${DECISION}" resultVariable="m" bindingType="${b.random.pick(['latest', 'deployment'])}"/>${b.listeners()}</bpmn:extensionElements>${loop}</bpmn:businessRuleTask>`;
}

/** Nothing happens in it but its listeners. */
export function plainTask(b: Builder): Block {
  const [id, kind] = [b.id('t'), b.random.pick(['task', 'manualTask'])];
  return one(
    id,
    `<bpmn:${kind} id="${id}"><bpmn:extensionElements>${b.listeners()}</bpmn:extensionElements></bpmn:${kind}>`,
  );
}
