// Extensions that an element may not have, or not twice, as zeebe-bpmn-model refuses them.
import type { Problems } from './problems.ts';
import { attribute, childNamed, localName, type XmlElement } from './xml.ts';

const OF_NODES = ['ioMapping', 'executionListeners'];
const JOB = ['taskDefinition', 'taskHeaders'];

/** What an element has once or not at all; where it must have one, its reader says so. */
const SINGLE: Record<string, string[]> = {
  process: ['versionTag', 'executionListeners'],
  serviceTask: ['taskHeaders', 'linkedResources'],
  sendTask: ['taskHeaders', 'linkedResources'],
  userTask: [
    'userTask',
    'assignmentDefinition',
    'formDefinition',
    'taskHeaders',
    'taskSchedule',
    'priorityDefinition',
    'taskListeners',
  ],
  businessRuleTask: [...JOB, 'calledDecision'],
  scriptTask: [...JOB, 'script'],
  adHocSubProcess: ['adHoc'],
  endEvent: ['taskDefinition'],
  intermediateThrowEvent: ['taskDefinition'],
};

export function checkExtensions(element: XmlElement, problems: Problems): void {
  const extensions = childNamed(element, 'bpmn:extensionElements')?.children ?? [];
  checkSingle(element, extensions, problems);
  const native = extensions.some(({ name }) => name === 'zeebe:userTask');
  for (const extension of extensions) {
    if (extension.name === 'zeebe:taskListeners' && !native)
      problems.add(extension, 'INVALID', 'Task listeners are only allowed on Camunda user tasks.');
    if (extension.name === 'zeebe:userTaskForm' && extension.text === '')
      problems.add(extension, 'MISSING', 'User task form text content has to be present and not empty');
    if (extension.name === 'zeebe:formDefinition') checkForm(extension, native, problems);
  }
}

function checkSingle(element: XmlElement, extensions: readonly XmlElement[], problems: Problems): void {
  for (const name of [...OF_NODES, ...(SINGLE[localName(element)] ?? [])])
    if (extensions.filter((extension) => extension.name === `zeebe:${name}`).length > 1)
      problems.add(
        element,
        'DUPLICATE',
        `Must have exactly one 'zeebe:${name}' extension element when exists. Please check process definition XML and retain only one extension element.`,
      );
}

/** A task that the engine keeps has a linked form or one outside; a job, a linked one or one in the model. */
function checkForm(form: XmlElement, native: boolean, problems: Problems): void {
  const [other, whose] = native ? ['externalReference', ' for native user tasks'] : ['formKey', ''];
  if ((attribute(form, 'formId') === undefined) === (attribute(form, other) === undefined))
    problems.add(
      form,
      'MISSING',
      `Exactly one of the attributes 'formId, ${other}' must be present and not blank${whose}`,
    );
}
