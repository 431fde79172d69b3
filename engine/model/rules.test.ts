// What zeebe-bpmn-model 8.8 (Apache-2.0) refuses, in its words, at the element that it names.
import { describe, expect, it } from 'vitest';
import { bpmn, flow, service } from '../testing/index.ts';
import { parseProcesses } from './parse.ts';

const START = '<bpmn:startEvent id="s"/>';
const END = '<bpmn:endEvent id="e"/>';
const ROOTS = `<bpmn:message id="M" name="m"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>
<bpmn:escalation id="U" escalationCode="UP"/><bpmn:error id="B" errorCode="BAD"/>`;
const ext = (inside: string) => `<bpmn:extensionElements>${inside}</bpmn:extensionElements>`;
const around = (id: string, xml: string) => `${START}${flow('s', id)}${xml}${flow(id, 'e')}${END}`;
const task = (more = '') => around('a', service('a', 'work')) + more;
const boundary = (id: string, event: string, more = '', on = 'a') =>
  `<bpmn:boundaryEvent id="${id}" attachedToRef="${on}" ${more}>${event}</bpmn:boundaryEvent>`;
const caught = (id: string, event: string, more = '') => boundary(id, event, more) + flow(id, 'e');
const ON_MESSAGE = '<bpmn:messageEventDefinition id="d" messageRef="M"/>';
const ESCALATION = '<bpmn:escalationEventDefinition escalationRef="U"/>';
const ERROR = '<bpmn:errorEventDefinition errorRef="B"/>';
const CYCLE =
  '<bpmn:timerEventDefinition><bpmn:timeCycle>R/PT1H</bpmn:timeCycle></bpmn:timerEventDefinition>';
const human = (inside: string) => around('a', `<bpmn:userTask id="a">${ext(inside)}</bpmn:userTask>`);
const link = (type: string, id: string) =>
  `<bpmn:${type} id="${id}"><bpmn:linkEventDefinition name="L"/></bpmn:${type}>`;

function refusals(body: string, roots = ROOTS): string[] {
  return parseProcesses(bpmn(body, roots)).errors.map(({ path, message }) => `${path}: ${message}`);
}

describe('a model is refused', () => {
  it.each<[string, string, string]>([
    [
      'with a condition on the way out of a task',
      `${START}${service('a', 'work')}${flow('s', 'a')}${flow('a', 'e', '=x')}${END}`,
      'a: Conditional sequence flows are only supported at exclusive or inclusive gateway',
    ],
    [
      'with an inclusive fork without a condition',
      `${around('g', '<bpmn:inclusiveGateway id="g"/>')}${flow('g', 'f')}<bpmn:endEvent id="f"/>`,
      'g_e: Must have a condition',
    ],
    [
      'with an escalation caught on a task',
      task(caught('b', ESCALATION, 'cancelActivity="false"')),
      'b: An escalation boundary event should only be attached to a subprocess, or a call activity.',
    ],
    [
      'with two that catch all errors',
      task(caught('b', '<bpmn:errorEventDefinition/>') + caught('c', '<bpmn:errorEventDefinition/>')),
      'a: The same scope can not contain more than one error catch event without error code. An error catch event without error code catches all errors.',
    ],
    [
      'with two that catch one error',
      task(caught('b', ERROR) + caught('c', ERROR)),
      "a: Multiple error catch events with the same error code 'BAD' are not supported on the same scope.",
    ],
    [
      'with a boundary event that leads nowhere',
      task(boundary('b', ERROR)),
      'b: Must have at least one outgoing sequence flow or association',
    ],
    [
      'with a compensation boundary event that leads on',
      task(caught('b', '<bpmn:compensateEventDefinition/>')),
      'b: Compensation boundary events must have a compensation association and no outgoing sequence flows',
    ],
    [
      'with an error that does not interrupt',
      task(caught('b', ERROR, 'cancelActivity="false"')),
      'b: Non-Interrupting event of this type is not allowed',
    ],
    [
      'with a cycle that interrupts a task',
      task(caught('b', CYCLE)),
      'b: Interrupting timer event with time cycle is not allowed.',
    ],
    [
      'with a cycle that interrupts a scope',
      task(
        `<bpmn:subProcess id="x" triggeredByEvent="true"><bpmn:startEvent id="t">${CYCLE}</bpmn:startEvent></bpmn:subProcess>`,
      ),
      'x: Interrupting timer event with time cycle is not allowed.',
    ],
    [
      'with a cycle to wait for on the way',
      around('c', `<bpmn:intermediateCatchEvent id="c">${CYCLE}</bpmn:intermediateCatchEvent>`),
      'c: Intermediate timer catch event must have either a time duration or a time date.',
    ],
    [
      'with a receive task whose boundary event waits for the same message',
      `${around('a', '<bpmn:receiveTask id="a" messageRef="M"/>')}${caught('b', ON_MESSAGE)}`,
      'a: Cannot reference the same message name as a boundary event',
    ],
    [
      'with a link caught twice, once in a sub-process',
      `${around('l', link('intermediateThrowEvent', 'l'))}${link('intermediateCatchEvent', 'c')}<bpmn:subProcess id="x">${START.replace('"s"', '"s2"')}${link('intermediateCatchEvent', 'd')}</bpmn:subProcess>`,
      "p: Multiple intermediate catch link event definitions with the same name 'L' are not allowed.",
    ],
    [
      'with an event of a kind that does not run',
      task(caught('b', '<bpmn:cancelEventDefinition id="d"/>')),
      'd: Event definition of this type is not supported',
    ],
    [
      'with a start event of two kinds',
      `<bpmn:startEvent id="s">${ON_MESSAGE}${CYCLE}</bpmn:startEvent>`,
      "s: Start event can't have more than one type",
    ],
    [
      'with two task definitions',
      around(
        'a',
        `<bpmn:serviceTask id="a">${ext('<zeebe:taskDefinition type="x"/>'.repeat(2))}</bpmn:serviceTask>`,
      ),
      "a: Must have exactly one 'zeebe:taskDefinition' extension element",
    ],
    [
      'with mappings in two places',
      around('a', `<bpmn:manualTask id="a">${ext('<zeebe:ioMapping/>'.repeat(2))}</bpmn:manualTask>`),
      "a: Must have exactly one 'zeebe:ioMapping' extension element when exists. Please check process definition XML and retain only one extension element.",
    ],
    [
      'with a send task without a job',
      around('a', '<bpmn:sendTask id="a"/>'),
      "a: Must have either one 'zeebe:publishMessage' or one 'zeebe:taskDefinition' extension element",
    ],
    [
      'with retries that are empty',
      around(
        'a',
        `<bpmn:serviceTask id="a">${ext('<zeebe:taskDefinition type="x" retries=""/>')}</bpmn:serviceTask>`,
      ),
      "a > extensionElements > taskDefinition: Attribute 'retries' must be present and not empty",
    ],
    [
      'with an embedded form on a task that the engine keeps',
      human('<zeebe:userTask/><zeebe:formDefinition formKey="camunda-forms:bpmn:f"/>'),
      "a > extensionElements > formDefinition: Exactly one of the attributes 'formId, externalReference' must be present and not blank for native user tasks",
    ],
    [
      'with an external form on a task that is a job',
      human('<zeebe:formDefinition externalReference="x"/>'),
      "a > extensionElements > formDefinition: Exactly one of the attributes 'formId, formKey' must be present and not blank",
    ],
    [
      'with an embedded form of no content',
      `${ext('<zeebe:userTaskForm id="f"></zeebe:userTaskForm>')}${task()}`,
      'f: User task form text content has to be present and not empty',
    ],
    [
      'with task listeners on a task that is a job',
      human('<zeebe:taskListeners><zeebe:taskListener eventType="creating" type="l"/></zeebe:taskListeners>'),
      'a > extensionElements > taskListeners: Task listeners are only allowed on Camunda user tasks.',
    ],
    [
      'with a priority of 101',
      human('<zeebe:userTask/><zeebe:priorityDefinition priority="101"/>'),
      "a > extensionElements > priorityDefinition: Priority must be a number between 0 and 100, but was '101'.",
    ],
    [
      'with a version tag that nothing goes by',
      around(
        'a',
        `<bpmn:callActivity id="a">${ext('<zeebe:calledElement processId="q" versionTag="v1"/>')}</bpmn:callActivity>`,
      ),
      "a > extensionElements > calledElement: Attribute 'versionTag' may only be used if 'bindingType' is 'versionTag'",
    ],
    [
      'with half of an output collection',
      around(
        'a',
        `<bpmn:manualTask id="a"><bpmn:multiInstanceLoopCharacteristics id="l">${ext('<zeebe:loopCharacteristics inputCollection="=xs" outputCollection="ys"/>')}</bpmn:multiInstanceLoopCharacteristics></bpmn:manualTask>`,
      ),
      "l > extensionElements > loopCharacteristics: Attribute 'outputElement' must be present if the attribute 'outputCollection' is set",
    ],
    [
      'with a flow named that is not there',
      task().replace(
        '<bpmn:startEvent id="s"/>',
        '<bpmn:startEvent id="s"><bpmn:outgoing>gone</bpmn:outgoing></bpmn:startEvent>',
      ),
      's: Unable to find a model element instance for id gone',
    ],
    [
      'with a duration that is none',
      task(
        caught(
          'b',
          '<bpmn:timerEventDefinition id="t"><bpmn:timeDuration>R/PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>',
        ),
      ),
      "t > timeDuration: Invalid duration format 'R/PT1H'",
    ],
    [
      'with a date that is none',
      around(
        'c',
        '<bpmn:intermediateCatchEvent id="c"><bpmn:timerEventDefinition id="t"><bpmn:timeDate>PT1H</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>',
      ),
      "t > timeDate: Invalid date-time format 'PT1H'",
    ],
    [
      'with an element of a loop that is no variable',
      around(
        'a',
        `<bpmn:manualTask id="a"><bpmn:multiInstanceLoopCharacteristics id="l">${ext('<zeebe:loopCharacteristics inputCollection="=xs" inputElement="=x"/>')}</bpmn:multiInstanceLoopCharacteristics></bpmn:manualTask>`,
      ),
      "l > extensionElements > loopCharacteristics: Expected path expression '=x' but doesn't match the pattern '[a-zA-Z_][a-zA-Z0-9_]*(\\.[a-zA-Z_][a-zA-Z0-9_]*)*'.",
    ],
    [
      'with an id that is no name',
      task().replace('id="e"', 'id="="'),
      "=: '=' is not a valid value for 'NCName'.",
    ],
  ])('%s', (_what, body, refusal) => {
    expect(refusals(body)).toContain(refusal);
  });

  it('with a message throw event that names a message only', () => {
    const end = (inside: string) =>
      `${START}${flow('s', 'e')}<bpmn:endEvent id="e">${inside}${ON_MESSAGE}</bpmn:endEvent>`;
    expect(refusals(end(''))).toEqual([
      "e: Must have either one 'zeebe:publishMessage' or one 'zeebe:taskDefinition' extension element",
    ]);
    expect(refusals(end(ext('<zeebe:publishMessage correlationKey="=k"/>')))).toEqual([
      "e: A message is sent by a job: 'zeebe:publishMessage' is not supported, use 'zeebe:taskDefinition'",
    ]);
    expect(refusals(end(ext('<zeebe:taskDefinition type="send"/>')))).toEqual([]);
  });
});

describe('a model is taken', () => {
  it('with a priority of no value, which is that of the default', () => {
    expect(refusals(human('<zeebe:userTask/><zeebe:priorityDefinition/>'))).toEqual([]);
  });

  it('with a condition on the default flow, which is not evaluated', () => {
    const gateway = `<bpmn:exclusiveGateway id="g" default="g_e"/>${flow('g', 'f', '=x')}<bpmn:endEvent id="f"/>`;
    expect(refusals(`${START}${flow('s', 'g')}${gateway}${flow('g', 'e', '=y')}${END}`)).toEqual([]);
  });

  it('with an escalation caught on a sub-process, an ad hoc one or a call', () => {
    const call = `<bpmn:callActivity id="a">${ext('<zeebe:calledElement processId="q"/>')}</bpmn:callActivity>`;
    const inner = (name: string, inside: string) => `<bpmn:${name} id="a">${inside}</bpmn:${name}>`;
    for (const activity of [
      call,
      inner('subProcess', '<bpmn:startEvent id="s2"/>'),
      inner('adHocSubProcess', '<bpmn:task id="t"/>'),
    ])
      expect(refusals(around('a', activity) + caught('b', ESCALATION))).toEqual([]);
  });
});
