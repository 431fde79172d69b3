import { describe, expect, it } from 'vitest';
import type { ExecutableProcess, FlowNode } from './graph.ts';
import { parseProcesses } from './parse.ts';
import { formatProblems } from './problems.ts';

const definitions = (content: string) =>
  `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d">${content}</bpmn:definitions>`;
const process = (content: string, globals = '') =>
  definitions(`${globals}<bpmn:process id="p" isExecutable="true">${content}</bpmn:process>`);
const flow = (id: string, source: string, target: string, condition = '') =>
  `<bpmn:sequenceFlow id="${id}" sourceRef="${source}" targetRef="${target}">${condition && `<bpmn:conditionExpression>${condition}</bpmn:conditionExpression>`}</bpmn:sequenceFlow>`;
const start = '<bpmn:startEvent id="s"/>';
const extensions = (content: string) => `<bpmn:extensionElements>${content}</bpmn:extensionElements>`;
const job = (type = 'work') => extensions(`<zeebe:taskDefinition type="${type}"/>`);
const service = (id: string) => `<bpmn:serviceTask id="${id}">${job()}</bpmn:serviceTask>`;
const message =
  '<bpmn:message id="m" name="đến"><bpmn:extensionElements><zeebe:subscription correlationKey="=key"/></bpmn:extensionElements></bpmn:message>';

function parse(xml: string): ExecutableProcess {
  const { processes, errors } = parseProcesses(xml);
  expect(formatProblems(errors)).toBe('');
  return processes[0]!;
}
const node = (xml: string, id: string): FlowNode => parse(xml).byId.get(id)!;
const refusal = (xml: string): string => formatProblems(parseProcesses(xml).errors);

describe('a process', () => {
  it('becomes nodes in document order, joined by its flows', () => {
    const graph = parse(
      process(`${start}${service('a')}<bpmn:endEvent id="e"/>${flow('f', 's', 'a')}${flow('g', 'a', 'e')}`),
    );
    expect(graph.nodes.map(({ id, index, type }) => [id, index, type])).toEqual([
      ['p', 0, 'PROCESS'],
      ['s', 1, 'START_EVENT'],
      ['a', 2, 'SERVICE_TASK'],
      ['e', 3, 'END_EVENT'],
    ]);
    const task = graph.byId.get('a')!;
    expect(task.incoming[0]?.source).toBe(graph.root.noneStart);
    expect(task.outgoing[0]?.target.id).toBe('e');
    expect(task.job?.type).toEqual({ kind: 'static', source: 'work' });
  });

  it('keeps retries, headers, mappings, properties and listeners of a task', () => {
    const task = node(
      process(
        `${start}<bpmn:serviceTask id="a">${extensions(`
          <zeebe:taskDefinition type="=kind" retries="5"/>
          <zeebe:taskHeaders><zeebe:header key="k" value="v &amp; w"/></zeebe:taskHeaders>
          <zeebe:ioMapping><zeebe:input source="=x.y" target="a.b"/><zeebe:output source="=r" target="r"/></zeebe:ioMapping>
          <zeebe:properties><zeebe:property name="n" value="1"/></zeebe:properties>
          <zeebe:executionListeners><zeebe:executionListener eventType="start" type="l"/></zeebe:executionListeners>`)}</bpmn:serviceTask>${flow('f', 's', 'a')}`,
      ),
      'a',
    );
    expect(task.job).toMatchObject({
      type: { kind: 'feel', source: 'kind' },
      retries: { source: '5' },
      headers: { k: 'v & w' },
    });
    expect(task.inputs).toMatchObject([{ source: { source: 'x.y' }, target: ['a', 'b'] }]);
    expect(task.outputs).toMatchObject([{ target: ['r'] }]);
    expect(task.properties).toEqual({ n: '1' });
    expect(task.executionListeners.start).toMatchObject([
      { type: { source: 'l' }, retries: { source: '3' } },
    ]);
  });

  it('makes a user task a job, or a native one with its people, dates and form', () => {
    const plain = node(
      process(
        `${start}<bpmn:userTask id="a">${extensions('<zeebe:formDefinition formKey="f"/>')}</bpmn:userTask>${flow('f', 's', 'a')}`,
      ),
      'a',
    );
    expect(plain.job?.type).toMatchObject({ source: 'io.camunda.zeebe:userTask' });
    const native = node(
      process(
        `${start}<bpmn:userTask id="a">${extensions('<zeebe:userTask/><zeebe:assignmentDefinition assignee="an" candidateGroups="văn thư, lãnh đạo"/><zeebe:taskSchedule dueDate="=due"/><zeebe:formDefinition formId="f"/>')}</bpmn:userTask>${flow('f', 's', 'a')}`,
      ),
      'a',
    );
    expect(native.job).toBeUndefined();
    expect(native.userTask).toMatchObject({
      native: true,
      assignee: { source: 'an' },
      form: { formId: 'f', binding: { kind: 'latest' } },
    });
    expect(native.userTask?.candidateGroups).toMatchObject({
      kind: 'feel',
      source: '["văn thư", "lãnh đạo"]',
    });
  });

  it('knows the scopes, their starts and event sub-processes', () => {
    const graph = parse(
      process(
        `${start}<bpmn:subProcess id="sub"><bpmn:startEvent id="s2"/>${service('inner')}${flow('f2', 's2', 'inner')}</bpmn:subProcess>
         <bpmn:subProcess id="event" triggeredByEvent="true"><bpmn:startEvent id="s3" isInterrupting="false"><bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent></bpmn:subProcess>${flow('f', 's', 'sub')}`,
        message,
      ),
    );
    expect(graph.root.children.map(({ id }) => id)).toEqual(['s', 'sub', 'event']);
    expect(graph.root.eventSubProcesses.map(({ id, type }) => [id, type])).toEqual([
      ['event', 'EVENT_SUB_PROCESS'],
    ]);
    expect(graph.byId.get('sub')?.noneStart?.id).toBe('s2');
    expect(graph.byId.get('inner')?.scope?.id).toBe('sub');
    expect(graph.byId.get('s3')).toMatchObject({
      interrupting: false,
      event: { kind: 'message', correlationKey: { source: 'key' } },
    });
  });

  it('hangs boundary events and compensation handlers on their activity', () => {
    const graph = parse(
      process(
        `${start}${service('a')}<bpmn:boundaryEvent id="t" attachedToRef="a" cancelActivity="false"><bpmn:timerEventDefinition><bpmn:timeCycle>R3/PT1H</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:boundaryEvent>
         <bpmn:boundaryEvent id="c" attachedToRef="a"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>
         <bpmn:serviceTask id="undo" isForCompensation="true">${job()}</bpmn:serviceTask>
         <bpmn:association id="as" sourceRef="c" targetRef="undo"/>${flow('f', 's', 'a')}<bpmn:endEvent id="e"/>${flow('g', 't', 'e')}`,
      ),
    );
    const activity = graph.byId.get('a')!;
    expect(activity.boundaries.map(({ id }) => id)).toEqual(['t']);
    expect(activity.compensationBoundary?.compensationHandler?.id).toBe('undo');
    expect(graph.byId.get('t')).toMatchObject({
      interrupting: false,
      event: { kind: 'timer', timer: 'cycle' },
    });
  });

  it('reads loops, called elements and decisions with their bindings', () => {
    const graph = parse(
      process(
        `${start}<bpmn:callActivity id="c">${extensions('<zeebe:calledElement processId="=next" propagateAllChildVariables="false" bindingType="versionTag" versionTag="v2"/>')}
           <bpmn:multiInstanceLoopCharacteristics isSequential="true">${extensions('<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="out" outputElement="=r"/>')}<bpmn:completionCondition>=count(out) > 1</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics></bpmn:callActivity>
         <bpmn:businessRuleTask id="r">${extensions('<zeebe:calledDecision decisionId="d" resultVariable="x"/>')}</bpmn:businessRuleTask>${flow('f', 's', 'c')}${flow('g', 'c', 'r')}`,
      ),
    );
    expect(graph.byId.get('c')).toMatchObject({
      calledElement: {
        propagateAllChildVariables: false,
        propagateAllParentVariables: true,
        binding: { kind: 'versionTag', versionTag: 'v2' },
      },
      loop: {
        sequential: true,
        inputElement: 'item',
        outputCollection: 'out',
        completionCondition: { source: 'count(out) > 1' },
      },
    });
    expect(graph.byId.get('r')?.calledDecision).toMatchObject({
      resultVariable: 'x',
      binding: { kind: 'latest' },
    });
  });

  it('is left out where it is not executable', () => {
    const two = definitions(
      `<bpmn:process id="a" isExecutable="true">${start}</bpmn:process><bpmn:process id="b"/>`,
    );
    expect(parseProcesses(two).processes.map(({ id }) => id)).toEqual(['a']);
  });
});

describe('a model is refused', () => {
  const boundary = (content: string) =>
    `<bpmn:boundaryEvent id="b" attachedToRef="a">${content}</bpmn:boundaryEvent>`;
  const split = (content: string) =>
    `${start}<bpmn:exclusiveGateway id="g"/>${service('a')}${service('c')}${flow('f', 's', 'g')}${content}`;
  const catching = (id: string, ref = 'm') =>
    `<bpmn:intermediateCatchEvent id="${id}"><bpmn:messageEventDefinition messageRef="${ref}"/></bpmn:intermediateCatchEvent>`;

  it.each<[string, string, string, string]>([
    [
      'without an executable process',
      definitions('<bpmn:process id="p"/>'),
      'd',
      'Must contain at least one executable process',
    ],
    ['without a start event', process(service('a')), 'p', 'Must have at least one start event'],
    [
      'with two none starts',
      process(`${start}<bpmn:startEvent id="s2"/>`),
      'p',
      'Multiple none start events are not allowed',
    ],
    [
      'with an unknown element',
      process(`${start}<bpmn:complexGateway id="x"/>`),
      'x',
      "Elements of type 'ComplexGateway' are currently not supported",
    ],
    [
      'with a transaction',
      process(`${start}<bpmn:transaction id="x"/>`),
      'x',
      "Elements of type 'Transaction' are currently not supported",
    ],
    [
      'with a conditional event',
      process(`${start}${service('a')}${boundary('<bpmn:conditionalEventDefinition/>')}`),
      'b',
      'Boundary events must be one of',
    ],
    [
      'without a task definition',
      process(`${start}<bpmn:serviceTask id="a"/>`),
      'a',
      "Must have exactly one 'zeebe:taskDefinition' extension element",
    ],
    [
      'with an empty job type',
      process(`${start}<bpmn:serviceTask id="a">${job('')}</bpmn:serviceTask>`),
      'a > extensionElements > taskDefinition',
      "Attribute 'type' must be present and not empty",
    ],
    [
      'with a bad expression',
      process(`${start}<bpmn:serviceTask id="a">${job('=a b(')}</bpmn:serviceTask>`),
      'a > extensionElements > taskDefinition',
      "failed to parse expression 'a b('",
    ],
    [
      'with a static condition',
      process(split(flow('x', 'g', 'a', 'yes') + flow('y', 'g', 'c', '=no'))),
      'x > conditionExpression',
      "Expected expression but found static value 'yes'",
    ],
    [
      'with a fork without condition',
      process(split(flow('x', 'g', 'a', '=yes') + flow('y', 'g', 'c'))),
      'y',
      'Must have a condition or be default flow',
    ],
    [
      'with a bad mapping target',
      process(
        `${start}<bpmn:serviceTask id="a">${extensions('<zeebe:taskDefinition type="t"/><zeebe:ioMapping><zeebe:input source="=x" target="a b"/></zeebe:ioMapping>')}</bpmn:serviceTask>`,
      ),
      'a > extensionElements > ioMapping > input',
      "Expected path expression 'a b'",
    ],
    [
      'with a dangling flow',
      process(`${start}${flow('f', 's', 'nowhere')}`),
      'f',
      "The targetRef 'nowhere' of the sequence flow is no element",
    ],
    [
      'with a flow over a border',
      process(
        `${start}<bpmn:subProcess id="sub"><bpmn:startEvent id="s2"/></bpmn:subProcess>${flow('f', 's', 's2')}`,
      ),
      'f',
      'must not cross the border',
    ],
    ['with an id twice', process(`${start}<bpmn:task id="s"/>`), 's', "The id 's' is used more than once"],
    [
      'with a message event of no message',
      process(`${start}${catching('c', 'none')}`),
      'c > messageEventDefinition',
      'Must reference a message',
    ],
    [
      'with a message without name',
      process(`${start}${catching('c')}`, '<bpmn:message id="m"/>'),
      'm',
      'Name must be present and not empty',
    ],
    [
      'with a message without key',
      process(`${start}${catching('c')}`, '<bpmn:message id="m" name="x"/>'),
      'm',
      'Must have exactly one zeebe:subscription extension element',
    ],
    [
      'with two timers in one event',
      process(
        `${start}<bpmn:intermediateCatchEvent id="c"><bpmn:timerEventDefinition id="t"/></bpmn:intermediateCatchEvent>`,
      ),
      't',
      'Must be exactly one type of timer',
    ],
    [
      'with a bad cycle',
      process(
        `<bpmn:startEvent id="s"><bpmn:timerEventDefinition id="t"><bpmn:timeCycle>often</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:startEvent>`,
      ),
      't > timeCycle',
      "Invalid cycle format 'often'",
    ],
    [
      'with a boundary event on nothing',
      process(`${start}${boundary('<bpmn:errorEventDefinition/>')}`),
      'b',
      'Must be attached to an activity',
    ],
    [
      'with a boundary event of no kind',
      process(`${start}${service('a')}${boundary('')}`),
      'b',
      'Must have exactly one event definition',
    ],
    [
      'with a throw of no error',
      process(`${start}<bpmn:endEvent id="e"><bpmn:errorEventDefinition/></bpmn:endEvent>`),
      'e > errorEventDefinition',
      'Must reference an error',
    ],
    [
      'with a lost link',
      process(
        `${start}<bpmn:intermediateThrowEvent id="l"><bpmn:linkEventDefinition name="đâu"/></bpmn:intermediateThrowEvent>`,
      ),
      'p',
      "Can't find an catch link event for the throw link event with the name 'đâu'",
    ],
    [
      'with an event-based gateway of one way',
      process(
        `${start}<bpmn:eventBasedGateway id="g"/>${catching('c')}${flow('f', 's', 'g')}${flow('h', 'g', 'c')}`,
        message,
      ),
      'g',
      'must have at least 2 outgoing sequence flows',
    ],
    [
      'with an event-based gateway to a task',
      process(
        `${start}<bpmn:eventBasedGateway id="g"/>${catching('c')}${service('a')}${flow('f', 's', 'g')}${flow('h', 'g', 'c')}${flow('i', 'g', 'a')}`,
        message,
      ),
      'g',
      'other elements than message/timer/signal intermediate catch events',
    ],
    [
      'with a call activity that calls nothing',
      process(`${start}<bpmn:callActivity id="a"/>`),
      'a',
      "Must have exactly one 'zeebe:calledElement' extension element",
    ],
    [
      'with a loop over nothing',
      process(`${start}<bpmn:task id="a"><bpmn:multiInstanceLoopCharacteristics id="l"/></bpmn:task>`),
      'l',
      "Must have exactly one 'zeebe:loopCharacteristics'",
    ],
    [
      'with a sub-process without start',
      process(`${start}<bpmn:subProcess id="x"/>`),
      'x',
      'Must have exactly one start event',
    ],
    [
      'with an event sub-process with a none start',
      process(
        `${start}<bpmn:subProcess id="x" triggeredByEvent="true"><bpmn:startEvent id="s2"/></bpmn:subProcess>`,
      ),
      'x',
      'Start events in event subprocesses must be one of',
    ],
    [
      'with a circle that never waits',
      process(
        `${start}<bpmn:task id="a"/><bpmn:manualTask id="b"/>${flow('f', 's', 'a')}${flow('g', 'a', 'b')}${flow('h', 'b', 'a')}`,
      ),
      'a',
      'straight-through processing loop: a > b > a',
    ],
    [
      'with a circle that never waits through a sub-process',
      process(
        `${start}<bpmn:task id="a"/><bpmn:subProcess id="x"><bpmn:startEvent id="xs"/><bpmn:task id="b"/>${flow('k', 'xs', 'b')}</bpmn:subProcess><bpmn:task id="c"/>${flow('f', 's', 'a')}${flow('g', 'a', 'x')}${flow('h', 'x', 'c')}${flow('i', 'c', 'a')}`,
      ),
      'a',
      'straight-through processing loop: a > x > xs > b > c > a',
    ],
    [
      'with a circle that never waits through each of many',
      process(
        `${start}<bpmn:task id="a"/><bpmn:task id="b"><bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1]"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:task>${flow('f', 's', 'a')}${flow('g', 'a', 'b')}${flow('h', 'b', 'a')}`,
      ),
      'a',
      'straight-through processing loop: a > b > a',
    ],
    [
      'that calls itself before anything waits',
      process(
        `${start}<bpmn:callActivity id="c"><bpmn:extensionElements><zeebe:calledElement processId="p"/></bpmn:extensionElements></bpmn:callActivity>${flow('f', 's', 'c')}`,
      ),
      'c',
      'straight-through processing loop: c > s > c',
    ],
    [
      'with an id of 300 characters',
      process(`${start}<bpmn:task id="${'x'.repeat(300)}"/>`),
      'x'.repeat(300),
      'IDs must not be longer',
    ],
  ])('%s', (_what, xml, path, message) => {
    const lines = refusal(xml)
      .split('- Element: ')
      .map((part) => part.split('\n    - ERROR: '));
    expect(lines).toContainEqual([path, expect.stringContaining(message)]);
  });

  it('with the element id, a code and a Vietnamese sentence in every problem', () => {
    const { processes, errors } = parseProcesses(process(`${start}<bpmn:serviceTask id="a"/>`));
    expect(processes).toEqual([]);
    expect(errors).toEqual([
      expect.objectContaining({
        elementId: 'a',
        elementType: 'serviceTask',
        code: 'MISSING',
        messageVi: 'Chưa ghi loại việc (type) cho người thực hiện tự động.',
      }),
    ]);
  });

  it.each([
    ['that is not XML', 'xin chào'],
    ['that is empty', ''],
    ['that is cut off', process(start).slice(0, -30)],
    ['with a document type', `<!DOCTYPE x [<!ENTITY e "e">]>${process(start)}`],
    ['of more than 10 MB', process(`${start}<!--${'x'.repeat(10 * 1024 * 1024)}-->`)],
    ['nested too deep', `${'<a>'.repeat(500)}${'</a>'.repeat(500)}`],
    ['of another kind', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ])('%s', (_what, xml) => {
    const { processes, errors } = parseProcesses(xml);
    expect(processes).toEqual([]);
    expect(errors).toEqual([expect.objectContaining({ code: 'MALFORMED' })]);
  });
});

describe('execution listeners', () => {
  const listener = (eventType: string, type = 'l') =>
    `<bpmn:extensionElements><zeebe:executionListeners><zeebe:executionListener eventType="${eventType}" type="${type}"/></zeebe:executionListeners></bpmn:extensionElements>`;
  const refusals = (body: string) =>
    parseProcesses(
      `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><bpmn:error id="E" errorCode="BAD"/><bpmn:process id="p" isExecutable="true">${body}</bpmn:process></bpmn:definitions>`,
    ).errors.map(({ elementId, message }) => `${elementId}: ${message}`);
  const between = (xml: string) =>
    `<bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>${xml}<bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="e"/><bpmn:endEvent id="e"/>`;

  it('are refused where no element runs them', () => {
    expect(refusals(`<bpmn:startEvent id="s">${listener('start')}</bpmn:startEvent>`)).toEqual([
      "s: Execution listeners of type 'start' are not supported by start events",
    ]);
    expect(
      refusals(between(`<bpmn:exclusiveGateway id="a">${listener('end')}</bpmn:exclusiveGateway>`)),
    ).toEqual(["a: Execution listeners of type 'end' are not supported by gateway element"]);
    expect(
      refusals(
        between(
          `<bpmn:task id="a"/><bpmn:boundaryEvent id="b" attachedToRef="a">${listener('start')}<bpmn:errorEventDefinition/></bpmn:boundaryEvent><bpmn:sequenceFlow id="f3" sourceRef="b" targetRef="e"/>`,
        ),
      ),
    ).toEqual(["b: Execution listeners of type 'start' are not supported by boundary events"]);
    expect(
      refusals(
        `<bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="e"/><bpmn:endEvent id="e">${listener('end')}<bpmn:errorEventDefinition errorRef="E"/></bpmn:endEvent>`,
      ),
    ).toEqual(["e: Execution listeners of type 'end' are not supported by [error] end events"]);
  });

  it('are refused when two of one event have the same type', () => {
    const twice = listener('start').replace(
      '</zeebe:executionListeners>',
      '<zeebe:executionListener eventType="start" type="l"/><zeebe:executionListener eventType="end" type="l"/></zeebe:executionListeners>',
    );
    expect(refusals(between(`<bpmn:task id="a">${twice}</bpmn:task>`))).toEqual([
      "a: Found '2' duplicates based on eventType[start] and type[l], these combinations should be unique.",
    ]);
  });
});

describe('a compensation event sub-process', () => {
  it('is refused, as nothing would start it', () => {
    const { errors } = parseProcesses(
      `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"><bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/><bpmn:subProcess id="es" triggeredByEvent="true"><bpmn:startEvent id="c"><bpmn:compensateEventDefinition/></bpmn:startEvent></bpmn:subProcess></bpmn:process></bpmn:definitions>`,
    );
    expect(errors.map(({ elementId, message }) => `${elementId}: ${message}`)).toEqual([
      'es: Start events in event subprocesses must be one of: message, timer, error, signal or escalation',
    ]);
  });
});

it('reads more elements side by side than a call takes arguments', () => {
  const notes = Array.from({ length: 150_000 }, (_, n) => `<bpmn:textAnnotation id="n${n}"/>`).join('');
  expect(refusal(process(`${start}${notes}`))).toBe('');
});
