import type { Build } from './build.ts';
import { readMessage } from './events.ts';
import {
  countExtensions,
  extension,
  nameOf,
  needsOne,
  readBinding,
  readJob,
  readTaskListeners,
  readUserTask,
  userTaskJob,
} from './extensions.ts';
import { expressionOf, feelOf, required } from './globals.ts';
import type { BpmnElementType, CalledDecision, CalledElement, FlowNode } from './graph.ts';
import type { XmlElement } from './xml.ts';
import { attribute } from './xml.ts';

type TaskReader = (build: Build, node: FlowNode, element: XmlElement) => void;

const needsJob: TaskReader = (build, node, element) => {
  node.job = readJob(element, build.problems);
  needsOne(build, element, 'taskDefinition');
};

function eitherOr(build: Build, element: XmlElement, own: string): 'own' | 'job' | undefined {
  const [owns, jobs] = [countExtensions(element, own), countExtensions(element, 'taskDefinition')];
  if (owns + jobs === 1) return owns === 1 ? 'own' : 'job';
  build.problems.add(
    element,
    owns + jobs > 1 ? 'INVALID' : 'MISSING',
    `Must have either one 'zeebe:${own}' or one 'zeebe:taskDefinition' extension element`,
  );
  return undefined;
}

/** What sends a message does so by a job; Camunda documents no other way («Message events»). */
export const readSender: TaskReader = (build, node, element) => {
  const kind = eitherOr(build, element, 'publishMessage');
  if (kind === 'job') node.job = readJob(element, build.problems);
  if (kind === 'own')
    build.problems.add(
      element,
      'UNSUPPORTED',
      "A message is sent by a job: 'zeebe:publishMessage' is not supported, use 'zeebe:taskDefinition'",
    );
};

function readDecision(build: Build, element: XmlElement): CalledDecision | undefined {
  const called = extension(element, 'calledDecision')!;
  required(called, 'decisionId', build.problems);
  required(called, 'resultVariable', build.problems);
  const resultVariable = nameOf(called, 'resultVariable', build.problems);
  const decisionId = expressionOf(called, 'decisionId', build.problems);
  return decisionId && resultVariable !== undefined
    ? { decisionId, resultVariable, binding: readBinding(called, build.problems) }
    : undefined;
}

function readCalledElement(build: Build, element: XmlElement): CalledElement | undefined {
  const called = extension(element, 'calledElement');
  needsOne(build, element, 'calledElement');
  if (!called) return undefined;
  required(called, 'processId', build.problems);
  const processId = expressionOf(called, 'processId', build.problems);
  return (
    processId && {
      processId,
      propagateAllChildVariables: attribute(called, 'propagateAllChildVariables') !== 'false',
      propagateAllParentVariables: attribute(called, 'propagateAllParentVariables') !== 'false',
      binding: readBinding(called, build.problems),
    }
  );
}

/** What a task of each type must say, and what the graph keeps of it. */
export const taskReaders: Partial<Record<BpmnElementType, TaskReader>> = {
  SERVICE_TASK: needsJob,
  SEND_TASK: readSender,
  SCRIPT_TASK: (build, node, element) => {
    const kind = eitherOr(build, element, 'script');
    if (kind === 'job') node.job = readJob(element, build.problems);
    if (kind !== 'own') return;
    const script = extension(element, 'script')!;
    required(script, 'expression', build.problems);
    const expression = feelOf(script, 'expression', build.problems);
    required(script, 'resultVariable', build.problems);
    const resultVariable = nameOf(script, 'resultVariable', build.problems);
    if (expression && resultVariable !== undefined) node.script = { expression, resultVariable };
  },
  BUSINESS_RULE_TASK: (build, node, element) => {
    const kind = eitherOr(build, element, 'calledDecision');
    if (kind === 'job') node.job = readJob(element, build.problems);
    if (kind === 'own') node.calledDecision = readDecision(build, element);
  },
  USER_TASK: (build, node, element) => {
    node.userTask = readUserTask(element, build.problems);
    node.taskListeners = readTaskListeners(element, build.problems);
    if (!node.userTask.native) node.job = userTaskJob(element);
  },
  RECEIVE_TASK: (build, node, element) => {
    node.event = readMessage(build, element, true);
  },
  CALL_ACTIVITY: (build, node, element) => {
    node.calledElement = readCalledElement(build, element);
  },
};
