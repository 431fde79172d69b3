import { compileExpression, staticExpression } from '../expression/compile.ts';
import { parseTarget } from '../expression/mappings.ts';
import { expressionOf, required } from './globals.ts';
import type {
  Binding,
  FlowNode,
  FormReference,
  JobDefinition,
  Listener,
  Mapping,
  TaskListener,
  UserTaskDefinition,
} from './graph.ts';
import type { Problems } from './problems.ts';
import { attribute, childNamed, childrenNamed, type XmlElement } from './xml.ts';

const DEFAULT_RETRIES = staticExpression('3');
const USER_TASK_JOB_TYPE = 'io.camunda.zeebe:userTask';

const extensionsOf = (element: XmlElement): XmlElement | undefined =>
  childNamed(element, 'bpmn:extensionElements');

export const extension = (element: XmlElement, name: string): XmlElement | undefined => {
  const extensions = extensionsOf(element);
  return extensions && childNamed(extensions, `zeebe:${name}`);
};

export const countExtensions = (element: XmlElement, name: string): number => {
  const extensions = extensionsOf(element);
  return extensions ? childrenNamed(extensions, `zeebe:${name}`).length : 0;
};

export function needsOne({ problems }: { problems: Problems }, element: XmlElement, name: string): void {
  if (countExtensions(element, name) !== 1)
    problems.add(element, 'MISSING', `Must have exactly one 'zeebe:${name}' extension element`);
}

function readHeaders(element: XmlElement): Record<string, string> {
  const headers = extension(element, 'taskHeaders') ?? childNamed(element, 'zeebe:taskHeaders');
  const entries = (headers ? childrenNamed(headers, 'zeebe:header') : []).flatMap((header) => {
    const key = attribute(header, 'key');
    return key === undefined ? [] : [[key, header.attributes.value ?? ''] as const];
  });
  return Object.fromEntries(entries);
}

function readProperties(element: XmlElement): Record<string, string> {
  const properties = extension(element, 'properties');
  const entries = (properties ? childrenNamed(properties, 'zeebe:property') : []).flatMap((property) => {
    const name = attribute(property, 'name');
    return name === undefined ? [] : [[name, property.attributes.value ?? ''] as const];
  });
  return Object.fromEntries(entries);
}

/** An attribute that names a variable, or a path to one. */
export function nameOf(element: XmlElement, name: string, problems: Problems): string | undefined {
  const text = attribute(element, name);
  return text === undefined ? undefined : problems.reading(element, () => parseTarget(text).join('.'));
}

function readMapping(element: XmlElement, source: string | undefined, problems: Problems): Mapping[] {
  const target = required(element, 'target', problems);
  const path = target === undefined ? undefined : problems.reading(element, () => parseTarget(target));
  const value = source === undefined ? undefined : problems.reading(element, () => compileExpression(source));
  return path && value ? [{ source: value, target: path }] : [];
}

/** An input without a source is null (8.8); an output must have one. */
function readMappings(element: XmlElement, problems: Problems): Pick<FlowNode, 'inputs' | 'outputs'> {
  const mapping = extension(element, 'ioMapping');
  const of = (name: string, source: (child: XmlElement) => string | undefined) =>
    (mapping ? childrenNamed(mapping, name) : []).flatMap((child) =>
      readMapping(child, source(child), problems),
    );
  return {
    inputs: of('zeebe:input', (child) => attribute(child, 'source') ?? '= null'),
    outputs: of('zeebe:output', (child) => required(child, 'source', problems)),
  };
}

/** Retries may be left out, not left empty. */
function readWork(element: XmlElement, problems: Problems): Omit<JobDefinition, 'headers'> | undefined {
  required(element, 'type', problems);
  if (element.attributes.retries !== undefined) required(element, 'retries', problems);
  const type = expressionOf(element, 'type', problems);
  return type && { type, retries: expressionOf(element, 'retries', problems) ?? DEFAULT_RETRIES };
}

/** `zeebe:taskDefinition` as a job; undefined where there is none. */
export function readJob(element: XmlElement, problems: Problems): JobDefinition | undefined {
  const definition = extension(element, 'taskDefinition');
  const work = definition && readWork(definition, problems);
  return work && { ...work, headers: readHeaders(element) };
}

export const userTaskJob = (element: XmlElement): JobDefinition => ({
  type: staticExpression(USER_TASK_JOB_TYPE),
  retries: DEFAULT_RETRIES,
  headers: readHeaders(element),
});

export function readBinding(element: XmlElement, problems: Problems): Binding {
  const kind = attribute(element, 'bindingType') ?? 'latest';
  const versionTag = attribute(element, 'versionTag');
  if (kind === 'latest' || kind === 'deployment') {
    if (versionTag !== undefined)
      problems.add(
        element,
        'INVALID',
        "Attribute 'versionTag' may only be used if 'bindingType' is 'versionTag'",
      );
    return { kind };
  }
  if (kind !== 'versionTag')
    problems.add(
      element,
      'INVALID',
      `Attribute 'bindingType' must be one of: deployment, latest, versionTag`,
    );
  else if (versionTag === undefined)
    problems.add(
      element,
      'MISSING',
      "Attribute 'versionTag' must be present and not empty if 'bindingType' is 'versionTag'",
    );
  return { kind: 'versionTag', versionTag: versionTag ?? '' };
}

/** A comma separated list becomes the FEEL list of its texts, so that it evaluates as one. */
function readList(element: XmlElement, name: string, problems: Problems) {
  const text = attribute(element, name);
  if (text === undefined || text.startsWith('=')) return expressionOf(element, name, problems);
  const items = text.split(',').map((item) => JSON.stringify(item.trim()));
  return problems.reading(element, () => compileExpression(`=[${items.join(', ')}]`));
}

/** What is wrong with a form definition is said by checkExtensions. */
function readForm(element: XmlElement, native: boolean, problems: Problems): FormReference | undefined {
  const form = extension(element, 'formDefinition');
  if (!form) return undefined;
  const reference = native
    ? { externalReference: expressionOf(form, 'externalReference', problems) }
    : { formKey: attribute(form, 'formKey') };
  return { formId: attribute(form, 'formId'), ...reference, binding: readBinding(form, problems) };
}

const PRIORITY = /^(\d{1,2}|100)$/;

/** None is written where the default holds, also by the builder of zeebe-bpmn-model. */
function readPriority(element: XmlElement, problems: Problems) {
  const definition = extension(element, 'priorityDefinition');
  const text = definition && attribute(definition, 'priority')?.trim();
  if (!definition || text === undefined) return undefined;
  if (!text.startsWith('=') && !PRIORITY.test(text))
    problems.add(definition, 'INVALID', `Priority must be a number between 0 and 100, but was '${text}'.`);
  return expressionOf(definition, 'priority', problems);
}

/** The form that is filled in to start a process. */
export function readStartForm(element: XmlElement): string | undefined {
  const form = extension(element, 'formDefinition');
  return form && attribute(form, 'formId');
}

export function readUserTask(element: XmlElement, problems: Problems): UserTaskDefinition {
  const assignment = extension(element, 'assignmentDefinition');
  const schedule = extension(element, 'taskSchedule');
  const native = extension(element, 'userTask') !== undefined;
  return {
    native,
    assignee: assignment && expressionOf(assignment, 'assignee', problems),
    candidateGroups: assignment && readList(assignment, 'candidateGroups', problems),
    candidateUsers: assignment && readList(assignment, 'candidateUsers', problems),
    dueDate: schedule && expressionOf(schedule, 'dueDate', problems),
    followUpDate: schedule && expressionOf(schedule, 'followUpDate', problems),
    priority: readPriority(element, problems),
    form: readForm(element, native, problems),
    headers: readHeaders(element),
  };
}

function readListener(element: XmlElement, problems: Problems): Listener | undefined {
  const work = readWork(element, problems);
  return work && { ...work, headers: readHeaders(element) };
}

function readExecutionListeners(element: XmlElement, problems: Problems): FlowNode['executionListeners'] {
  const listeners: FlowNode['executionListeners'] = { start: [], end: [] };
  const list = extension(element, 'executionListeners');
  const own = readHeaders(element);
  const counts = new Map<string, number>();
  for (const child of list ? childrenNamed(list, 'zeebe:executionListener') : []) {
    const event = required(child, 'eventType', problems);
    const listener = readListener(child, problems);
    if (event !== undefined && event !== 'start' && event !== 'end')
      problems.add(child, 'INVALID', `Attribute 'eventType' must be one of: start, end`);
    else if (event && listener) {
      const name = `eventType[${event}] and type[${listener.type.source}]`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      // What the listener says of a header goes before what the element says.
      listeners[event].push({ ...listener, headers: { ...own, ...listener.headers } });
    }
  }
  for (const [name, count] of counts)
    if (count > 1)
      problems.add(
        element,
        'DUPLICATE',
        `Found '${count}' duplicates based on ${name}, these combinations should be unique.`,
      );
  return listeners;
}

const taskEvents: Record<string, TaskListener['eventType']> = {
  creating: 'creating',
  create: 'creating',
  assigning: 'assigning',
  assignment: 'assigning',
  updating: 'updating',
  update: 'updating',
  completing: 'completing',
  complete: 'completing',
  canceling: 'canceling',
  cancel: 'canceling',
};

export function readTaskListeners(element: XmlElement, problems: Problems): TaskListener[] {
  const list = extension(element, 'taskListeners');
  return (list ? childrenNamed(list, 'zeebe:taskListener') : []).flatMap((child) => {
    const event = required(child, 'eventType', problems);
    const listener = readListener(child, problems);
    const eventType = event === undefined ? undefined : taskEvents[event];
    if (event !== undefined && !eventType)
      problems.add(
        child,
        'INVALID',
        `Attribute 'eventType' must be one of: ${Object.keys(taskEvents).join(', ')}`,
      );
    return eventType && listener ? [{ ...listener, eventType }] : [];
  });
}

/** What every node has of extensions, whatever its type. */
export const readCommon = (element: XmlElement, problems: Problems) => ({
  ...readMappings(element, problems),
  properties: readProperties(element),
  executionListeners: readExecutionListeners(element, problems),
});
