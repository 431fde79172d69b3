// For each element, the records that Zeebe documents from its activation to its end.
import { describe, expect, it } from 'vitest';
import { broadcastSignal } from '../commands/broadcastSignal.ts';
import { parseProcesses } from '../model/parse.ts';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, DEFAULT_TENANT, flow, service, type TestEngine } from '../testing/index.ts';
import type { ManualClock } from '../testing/manualClock.ts';
import { behaviors } from './index.ts';

let engine: TestEngine;
let clock: ManualClock;
eachTest((started, time) => {
  engine = started;
  clock = time;
});

const GLOBALS = `<bpmn:message id="M" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message><bpmn:signal id="S" name="alarm"/><bpmn:error id="E" name="bad" errorCode="BAD"/><bpmn:escalation id="X" name="up" escalationCode="UP"/>`;
const START = '<bpmn:startEvent id="s"/>';
const MESSAGE = '<bpmn:messageEventDefinition messageRef="M"/>';
const SIGNAL = '<bpmn:signalEventDefinition signalRef="S"/>';
const ERROR = '<bpmn:errorEventDefinition errorRef="E"/>';
const ESCALATION = '<bpmn:escalationEventDefinition escalationRef="X"/>';
const TIMER =
  '<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>';
const COMPENSATE = '<bpmn:compensateEventDefinition/>';
const LINK = '<bpmn:linkEventDefinition name="L"/>';
const JOB = '<bpmn:extensionElements><zeebe:taskDefinition type="work"/></bpmn:extensionElements>';
const end = (id: string, inside = '') => `<bpmn:endEvent id="${id}">${inside}</bpmn:endEvent>`;
const element = (name: string, id: string, inside: string, attributes = '') =>
  `<bpmn:${name} id="${id}" ${attributes}>${inside}</bpmn:${name}>`;
/** A process through the one element `a`. */
const around = (xml: string, more = '') =>
  bpmn(`${START}${flow('s', 'a')}${xml}${flow('a', 'e')}${end('e')}${more}`, GLOBALS);
const boundary = (event: string, interrupting = true) =>
  `${element('boundaryEvent', 'b', event, `attachedToRef="a" cancelActivity="${interrupting}"`)}${flow('b', 'be')}${end('be')}`;
const inSub = (inside: string, more = '') =>
  around(element('subProcess', 'a', `<bpmn:startEvent id="is"/>${inside}`), more);
const child = bpmn(`<bpmn:startEvent id="cs"/>${flow('cs', 'ce')}${end('ce')}`).replace(
  'id="p"',
  'id="child"',
);
const DECISION = `<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="drg" name="DRG" namespace="test"><decision id="d" name="D"><literalExpression id="l"><text>1</text></literalExpression></decision></definitions>`;

const work = () => engine.work('work');
const go = () => engine.publish('go', '1');
const alarm = () => engine.do((x) => broadcastSignal(x, 'alarm', {}, DEFAULT_TENANT));
const hour = () => clock.advance(3_600_000);

interface Case {
  models: string[];
  /** What happens after the start. */
  happens?: (() => Promise<unknown>)[];
  /** The elements whose records are told. */
  of: RegExp;
  records: string[];
}
const lived = (id: string) => [`${id} ACTIVATING`, `${id} ACTIVATED`, `${id} COMPLETING`, `${id} COMPLETED`];
/** With what comes between ACTIVATING and ACTIVATED, and between that and COMPLETING. */
const during = (id: string, opening: string[], acting: string[] = [], ending: string[] = []) => [
  `${id} ACTIVATING`,
  ...opening.map((line) => `${id} ${line}`),
  `${id} ACTIVATED`,
  ...acting.map((line) => `${id} ${line}`),
  `${id} COMPLETING`,
  ...ending.map((line) => `${id} ${line}`),
  `${id} COMPLETED`,
];
const JOB_DONE = ['JOB.ACTIVATED', 'JOB.COMPLETED'];

const CASES: Record<string, Case> = {
  'a process and its start and end events': {
    models: [bpmn(`${START}${flow('s', 'e')}${end('e')}`)],
    of: /./,
    records: [
      'p ACTIVATING',
      'p VARIABLE.CREATED',
      'p ACTIVATED',
      ...lived('s'),
      's_e TAKEN',
      ...lived('e'),
      'p COMPLETING',
      'p COMPLETED',
    ],
  },
  'an undefined task': { models: [around(element('task', 'a', ''))], of: /^a$/, records: lived('a') },
  'a manual task': { models: [around(element('manualTask', 'a', ''))], of: /^a$/, records: lived('a') },
  'a service task': {
    models: [around(service('a', 'work'))],
    happens: [work],
    of: /^a$/,
    records: during('a', ['JOB.CREATED'], JOB_DONE),
  },
  'a send task': {
    models: [around(element('sendTask', 'a', JOB))],
    happens: [work],
    of: /^a$/,
    records: during('a', ['JOB.CREATED'], JOB_DONE),
  },
  'a user task that is a job': {
    models: [around(element('userTask', 'a', ''))],
    happens: [() => engine.work('io.camunda.zeebe:userTask')],
    of: /^a$/,
    records: during('a', ['JOB.CREATED'], JOB_DONE),
  },
  'a script task': {
    models: [
      around(
        element(
          'scriptTask',
          'a',
          '<bpmn:extensionElements><zeebe:script expression="=1" resultVariable="r"/></bpmn:extensionElements>',
        ),
      ),
    ],
    of: /^a$/,
    records: lived('a'),
  },
  'a business rule task': {
    models: [
      DECISION,
      around(
        element(
          'businessRuleTask',
          'a',
          '<bpmn:extensionElements><zeebe:calledDecision decisionId="d" resultVariable="r"/></bpmn:extensionElements>',
        ),
      ),
    ],
    of: /^a$/,
    records: during('a', ['DECISION_EVALUATION.EVALUATED']),
  },
  'a receive task': {
    models: [around(element('receiveTask', 'a', '', 'messageRef="M"'))],
    happens: [go],
    of: /^a$/,
    records: during(
      'a',
      ['PROCESS_MESSAGE_SUBSCRIPTION.CREATED'],
      ['PROCESS_MESSAGE_SUBSCRIPTION.CORRELATED'],
    ),
  },
  'a call activity': {
    models: [
      child,
      around(
        element(
          'callActivity',
          'a',
          '<bpmn:extensionElements><zeebe:calledElement processId="child"/></bpmn:extensionElements>',
        ),
      ),
    ],
    of: /^(a|child)$/,
    records: [
      'a ACTIVATING',
      'a ACTIVATED',
      ...during('child', ['VARIABLE.CREATED']),
      'a COMPLETING',
      'a COMPLETED',
    ],
  },
  'a sub-process': {
    models: [inSub(`${flow('is', 'ie')}${end('ie')}`)],
    of: /^(a|is|ie)$/,
    records: ['a ACTIVATING', 'a ACTIVATED', ...lived('is'), ...lived('ie'), 'a COMPLETING', 'a COMPLETED'],
  },
  'an event sub-process that interrupts': {
    models: [
      around(
        service('a', 'work'),
        element(
          'subProcess',
          'es',
          `${element('startEvent', 'ess', MESSAGE)}${flow('ess', 'ese')}${end('ese')}`,
          'triggeredByEvent="true"',
        ),
      ),
    ],
    happens: [go],
    of: /^(p|a|es|ess|ese)$/,
    records: [
      'p ACTIVATING',
      'p VARIABLE.CREATED',
      'p PROCESS_MESSAGE_SUBSCRIPTION.CREATED',
      'p ACTIVATED',
      'a ACTIVATING',
      'a JOB.CREATED',
      'a ACTIVATED',
      'p PROCESS_MESSAGE_SUBSCRIPTION.CORRELATED',
      'a TERMINATING',
      'a JOB.CANCELED',
      'a TERMINATED',
      'es ACTIVATING',
      'es ACTIVATED',
      ...lived('ess'),
      ...lived('ese'),
      'es COMPLETING',
      'es COMPLETED',
      'p COMPLETING',
      'p COMPLETED',
    ],
  },
  'an exclusive gateway': {
    models: [
      bpmn(
        `${START}${flow('s', 'a')}${element('exclusiveGateway', 'a', '')}${flow('a', 'e', '=true')}${flow('a', 'n', '=false')}${end('e')}${end('n')}`,
      ),
    ],
    of: /^a/,
    records: [...lived('a'), 'a_e TAKEN'],
  },
  'a parallel gateway': {
    models: [
      bpmn(
        `${START}${flow('s', 'a')}${element('parallelGateway', 'a', '')}${flow('a', 'j')}${flow('a', 't')}${element('task', 't', '')}${flow('t', 'j')}${element('parallelGateway', 'j', '')}${flow('j', 'e')}${end('e')}`,
      ),
    ],
    of: /^(a|j|t)/,
    records: [
      ...lived('a'),
      'a_j TAKEN',
      'a_t TAKEN',
      ...lived('t'),
      't_j TAKEN',
      ...lived('j'),
      'j_e TAKEN',
    ],
  },
  'an inclusive gateway': {
    models: [
      bpmn(
        `${START}${flow('s', 'a')}${element('inclusiveGateway', 'a', '')}${flow('a', 'j', '=true')}${flow('a', 't', '=true')}${flow('a', 'n', '=false')}${element('task', 't', '')}${flow('t', 'j')}${element('inclusiveGateway', 'j', '')}${flow('j', 'e')}${end('e')}${end('n')}`,
      ),
    ],
    of: /^(a|j|t)/,
    records: [
      ...lived('a'),
      'a_j TAKEN',
      'a_t TAKEN',
      ...lived('t'),
      't_j TAKEN',
      ...lived('j'),
      'j_e TAKEN',
    ],
  },
  'an event-based gateway': {
    models: [
      bpmn(
        `${START}${flow('s', 'a')}${element('eventBasedGateway', 'a', '')}${flow('a', 'm')}${flow('a', 't')}${element('intermediateCatchEvent', 'm', MESSAGE)}${element('intermediateCatchEvent', 't', TIMER)}${flow('m', 'e')}${flow('t', 'e')}${end('e')}`,
        GLOBALS,
      ),
    ],
    happens: [go],
    of: /^(a|m$)/,
    records: [
      ...during(
        'a',
        ['PROCESS_MESSAGE_SUBSCRIPTION.CREATED', 'TIMER.CREATED'],
        ['PROCESS_MESSAGE_SUBSCRIPTION.CORRELATED'],
        ['TIMER.CANCELED'],
      ),
      'a_m TAKEN',
      ...lived('m'),
    ],
  },
  'a message catch event': {
    models: [around(element('intermediateCatchEvent', 'a', MESSAGE))],
    happens: [go],
    of: /^a$/,
    records: during(
      'a',
      ['PROCESS_MESSAGE_SUBSCRIPTION.CREATED'],
      ['PROCESS_MESSAGE_SUBSCRIPTION.CORRELATED'],
    ),
  },
  'a timer catch event': {
    models: [around(element('intermediateCatchEvent', 'a', TIMER))],
    happens: [hour],
    of: /^a$/,
    records: during('a', ['TIMER.CREATED'], ['TIMER.TRIGGERED']),
  },
  'a signal catch event': {
    models: [around(element('intermediateCatchEvent', 'a', SIGNAL))],
    happens: [alarm],
    of: /^a$/,
    records: during('a', ['SIGNAL_SUBSCRIPTION.CREATED']),
  },
  'a none throw event': {
    models: [around(element('intermediateThrowEvent', 'a', ''))],
    of: /^a$/,
    records: lived('a'),
  },
  'a message throw event': {
    models: [around(element('intermediateThrowEvent', 'a', JOB + MESSAGE))],
    happens: [work],
    of: /^a$/,
    records: during('a', ['JOB.CREATED'], JOB_DONE),
  },
  'a signal throw event': {
    models: [around(element('intermediateThrowEvent', 'a', SIGNAL))],
    of: /^(a|alarm)$/,
    records: ['a ACTIVATING', 'alarm SIGNAL.BROADCASTED', 'a ACTIVATED', 'a COMPLETING', 'a COMPLETED'],
  },
  'an escalation throw event, caught and not interrupted': {
    models: [
      inSub(
        `${flow('is', 't')}${element('intermediateThrowEvent', 't', ESCALATION)}${flow('t', 'ie')}${end('ie')}`,
        boundary(ESCALATION, false),
      ),
    ],
    of: /^(t|b)$/,
    records: [
      't ACTIVATING',
      't ACTIVATED',
      't ESCALATION.ESCALATED',
      'b ACTIVATING',
      'b ACTIVATED',
      't COMPLETING',
      't COMPLETED',
      'b COMPLETING',
      'b COMPLETED',
    ],
  },
  'an escalation throw event, not caught': {
    models: [around(element('intermediateThrowEvent', 'a', ESCALATION))],
    of: /^a$/,
    records: during('a', [], ['ESCALATION.NOT_ESCALATED']),
  },
  'an escalation end event that interrupts its sub-process': {
    models: [inSub(`${flow('is', 't')}${end('t', ESCALATION)}`, boundary(ESCALATION))],
    of: /^(a|t|b)$/,
    records: [
      'a ACTIVATING',
      'a ACTIVATED',
      't ACTIVATING',
      't ACTIVATED',
      't ESCALATION.ESCALATED',
      'a TERMINATING',
      't TERMINATING',
      't TERMINATED',
      'a TERMINATED',
      ...lived('b'),
    ],
  },
  links: {
    models: [
      bpmn(
        `${START}${flow('s', 'a')}${element('intermediateThrowEvent', 'a', LINK)}${element('intermediateCatchEvent', 'c', LINK)}${flow('c', 'e')}${end('e')}`,
      ),
    ],
    of: /^(a|c)/,
    records: [...lived('a'), ...lived('c'), 'c_e TAKEN'],
  },
  'a compensation throw event and its handler': {
    models: [
      bpmn(
        `${START}${flow('s', 'a')}${element('task', 'a', '')}${element('boundaryEvent', 'b', COMPENSATE, 'attachedToRef="a"')}${element('task', 'undo', '', 'isForCompensation="true"')}<bpmn:association id="as" sourceRef="b" targetRef="undo"/>${flow('a', 't')}${element('intermediateThrowEvent', 't', COMPENSATE)}${flow('t', 'e')}${end('e')}`,
      ),
    ],
    of: /^(t|undo)$/,
    records: [
      't ACTIVATING',
      't ACTIVATED',
      't COMPENSATION_SUBSCRIPTION.TRIGGERED',
      ...lived('undo'),
      't COMPLETING',
      't COMPLETED',
    ],
  },
  'a message end event': {
    models: [bpmn(`${START}${flow('s', 'a')}${end('a', JOB + MESSAGE)}`, GLOBALS)],
    happens: [work],
    of: /^a$/,
    records: during('a', ['JOB.CREATED'], JOB_DONE),
  },
  'a signal end event': {
    models: [bpmn(`${START}${flow('s', 'a')}${end('a', SIGNAL)}`, GLOBALS)],
    of: /^(a|alarm)$/,
    records: ['a ACTIVATING', 'alarm SIGNAL.BROADCASTED', 'a ACTIVATED', 'a COMPLETING', 'a COMPLETED'],
  },
  'an error end event': {
    models: [inSub(`${flow('is', 't')}${end('t', ERROR)}`, boundary(ERROR))],
    of: /^(a|t|b)$/,
    records: [
      'a ACTIVATING',
      'a ACTIVATED',
      't ACTIVATING',
      't ACTIVATED',
      'a TERMINATING',
      't TERMINATING',
      't TERMINATED',
      'a TERMINATED',
      ...lived('b'),
    ],
  },
  'an error end event that nobody catches': {
    models: [bpmn(`${START}${flow('s', 'a')}${end('a', ERROR)}`, GLOBALS)],
    of: /^a$/,
    records: ['a ACTIVATING', 'a INCIDENT.CREATED'],
  },
  'a terminate end event': {
    models: [
      bpmn(
        `${START}${flow('s', 'f')}${element('parallelGateway', 'f', '')}${flow('f', 'w')}${flow('f', 'a')}${service('w', 'work')}${flow('w', 'e')}${end('e')}${end('a', '<bpmn:terminateEventDefinition/>')}`,
      ),
    ],
    of: /^(p|w|a)$/,
    records: [
      'p ACTIVATING',
      'p VARIABLE.CREATED',
      'p ACTIVATED',
      'w ACTIVATING',
      'w JOB.CREATED',
      'w ACTIVATED',
      ...lived('a'),
      'w TERMINATING',
      'w JOB.CANCELED',
      'w TERMINATED',
      'p COMPLETING',
      'p COMPLETED',
    ],
  },
  'a compensation end event': {
    models: [bpmn(`${START}${flow('s', 'a')}${end('a', COMPENSATE)}`)],
    of: /^a$/,
    records: lived('a'),
  },
  'a boundary event that interrupts': {
    models: [around(service('a', 'work'), boundary(TIMER))],
    happens: [hour],
    of: /^(a|b)$/,
    records: [
      'a ACTIVATING',
      'a TIMER.CREATED',
      'a JOB.CREATED',
      'a ACTIVATED',
      'a TIMER.TRIGGERED',
      'a TERMINATING',
      'a JOB.CANCELED',
      'a TERMINATED',
      ...lived('b'),
    ],
  },
  'a boundary event that does not interrupt': {
    models: [around(service('a', 'work'), boundary(SIGNAL, false))],
    happens: [alarm, work],
    of: /^(a|b)$/,
    records: [
      'a ACTIVATING',
      'a SIGNAL_SUBSCRIPTION.CREATED',
      'a JOB.CREATED',
      'a ACTIVATED',
      ...lived('b'),
      'a JOB.ACTIVATED',
      'a JOB.COMPLETED',
      'a COMPLETING',
      'a SIGNAL_SUBSCRIPTION.DELETED',
      'a COMPLETED',
    ],
  },
  'a multi-instance activity': {
    models: [
      around(
        element(
          'task',
          'a',
          '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=[1]"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>',
        ),
      ),
    ],
    of: /^a$/,
    records: [
      'a ACTIVATING',
      'a ACTIVATED',
      'a ACTIVATING',
      'a VARIABLE.CREATED',
      'a ACTIVATED',
      'a COMPLETING',
      'a COMPLETED',
      'a COMPLETING',
      'a COMPLETED',
    ],
  },
  'an ad hoc sub-process and its inner instance': {
    models: [
      around(
        element(
          'adHocSubProcess',
          'a',
          '<bpmn:extensionElements><zeebe:adHoc activeElementsCollection="=[&quot;x&quot;]"/></bpmn:extensionElements><bpmn:task id="x"/>',
        ),
      ),
    ],
    of: /^(a|x)/,
    records: [
      'a ACTIVATING',
      'a VARIABLE.CREATED',
      'a ACTIVATED',
      'a#innerInstance ACTIVATING',
      'a#innerInstance ACTIVATED',
      ...lived('x'),
      'a#innerInstance COMPLETING',
      'a#innerInstance COMPLETED',
      'a COMPLETING',
      'a COMPLETED',
      'a_e TAKEN',
    ],
  },
  'execution listeners': {
    models: [
      around(
        element(
          'task',
          'a',
          '<bpmn:extensionElements><zeebe:executionListeners><zeebe:executionListener eventType="start" type="before"/><zeebe:executionListener eventType="end" type="after"/></zeebe:executionListeners></bpmn:extensionElements>',
        ),
      ),
    ],
    happens: [() => engine.work('before'), () => engine.work('after')],
    of: /^a$/,
    records: during('a', ['JOB.CREATED', ...JOB_DONE], [], ['JOB.CREATED', ...JOB_DONE]),
  },
};

/** `a ACTIVATED`, `a JOB.CREATED`; signals by their names. */
function told(of: RegExp): string[] {
  return engine.records.flatMap(({ valueType, intent, elementId, detail }) => {
    const id = elementId ?? detail ?? '';
    if (!of.test(id)) return [];
    const short = intent.replace('ELEMENT_', '').replace('SEQUENCE_FLOW_', '');
    return [valueType === 'PROCESS_INSTANCE' ? `${id} ${short}` : `${id} ${valueType}.${intent}`];
  });
}

describe('the records of', () => {
  it.each(Object.entries(CASES))('%s', async (_name, { models, happens = [], of, records }) => {
    await engine.deploy(...models);
    engine.records = [];
    await engine.create({ k: '1' });
    for (const happen of happens) await happen();
    expect(told(of)).toEqual(records);
  });

  it('every element are stated', () => {
    const stated = new Set(
      Object.values(CASES).flatMap(({ models }) =>
        models.flatMap((xml) =>
          parseProcesses(xml).processes.flatMap(({ nodes }) => nodes.map((n) => n.type)),
        ),
      ),
    );
    expect(Object.keys(behaviors).filter((type) => !(stated as Set<string>).has(type))).toEqual([]);
  });
});
