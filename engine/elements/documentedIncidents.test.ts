// What a person reads of an incident: its type and its words, as Camunda's documentation, Operate's pictures of
// incidents and Zeebe's issues show them.
import { describe, expect, it } from 'vitest';
import { failJob, throwJobError } from '../commands/jobs.ts';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, flow, service, type TestEngine } from '../testing/index.ts';

let engine: TestEngine;
eachTest((started) => {
  engine = started;
});

const START = '<bpmn:startEvent id="s"/>';
const END = '<bpmn:endEvent id="e"/>';
const ERRORS =
  '<bpmn:error id="E1" errorCode="boundary"/><bpmn:error id="E2" errorCode="subProcess"/><bpmn:error id="E3" errorCode="end"/>';
const ext = (inside: string) => `<bpmn:extensionElements>${inside}</bpmn:extensionElements>`;
const around = (id: string, xml: string) => `${START}${flow('s', id)}${xml}${flow(id, 'e')}${END}`;
const on = (ref = '') => `<bpmn:errorEventDefinition ${ref && `errorRef="${ref}"`}/>`;
const boundary = (id: string, host: string, ref = '') =>
  `<bpmn:boundaryEvent id="${id}" attachedToRef="${host}">${on(ref)}</bpmn:boundaryEvent>${flow(id, `${id}e`)}<bpmn:endEvent id="${id}e"/>`;
const inside = (id: string, ref = '') =>
  `<bpmn:subProcess id="${id}" triggeredByEvent="true"><bpmn:startEvent id="${id}s">${on(ref)}</bpmn:startEvent>${flow(`${id}s`, `${id}e`)}<bpmn:endEvent id="${id}e"/></bpmn:subProcess>`;
const scope = (more: string) =>
  `${START}${flow('s', 'p1')}<bpmn:subProcess id="p1"><bpmn:startEvent id="s1"/>${flow('s1', 'a')}${service('a', 'work')}${flow('a', 'e1')}<bpmn:endEvent id="e1"/>${more}</bpmn:subProcess>${flow('p1', 'e')}${END}`;

async function stops(body: string, variables = {}): Promise<void> {
  await engine.deploy(bpmn(body, ERRORS));
  await engine.create(variables);
}
const throws = async (errorCode: string, errorMessage = '') => {
  const [job] = await engine.activate('work');
  await engine.do((x) => throwJobError(x, { key: job!.key, errorCode, errorMessage, variables: {} }));
};
const said = async () => {
  const { type, message, elementId } = (await engine.incident())!;
  return `${type} ${elementId}: ${message}`;
};

describe('an incident tells', () => {
  it('that no condition holds and there is no default', async () => {
    await stops(
      `${START}<bpmn:exclusiveGateway id="g"/>${flow('s', 'g')}${flow('g', 'e', '=false')}${flow('g', 'f', '=false')}${END}<bpmn:endEvent id="f"/>`,
    );
    expect(await said()).toBe(
      'CONDITION_ERROR g: Expected at least one condition to evaluate to true, or to have a default flow',
    );
  });

  it.each(['exclusive', 'inclusive'])(
    'what a condition of an %s gateway gave instead of a boolean',
    async (kind) => {
      await stops(
        `${START}<bpmn:${kind}Gateway id="g" default="g_f"/>${flow('s', 'g')}${flow('g', 'e', '=goUp &lt; 0')}${flow('g', 'f')}${END}<bpmn:endEvent id="f"/>`,
      );
      expect(await said()).toBe(
        "EXTRACT_VALUE_ERROR g: Expected result of the expression 'goUp < 0' to be 'BOOLEAN', but was 'NULL'. The evaluation reported the following warnings:\n[NO_VARIABLE_FOUND] No variable found with name 'goUp'\n[NOT_COMPARABLE] Can't compare 'null' with '0'",
      );
    },
  );

  it('that a job would have no type', async () => {
    await stops(around('a', service('a', '=type')), { type: ' ' });
    expect(await said()).toBe(
      "EXTRACT_VALUE_ERROR a: Expected result of the expression 'type' to be not empty, but was ' '.",
    );
  });

  it('that a listener would have no type', async () => {
    const listener =
      '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="=type"/></zeebe:executionListeners>';
    await stops(around('a', service('a', 'work', listener)), { type: '' });
    expect(await said()).toBe(
      "EXTRACT_VALUE_ERROR a: Expected result of the expression 'type' to be not empty, but was ''.",
    );
  });

  it('that a job has no retries left, in the words of its worker if it has any', async () => {
    const fail = async (errorMessage: string) => {
      const [job] = await engine.activate('work');
      await engine.do((x) =>
        failJob(x, { key: job!.key, retries: 0, errorMessage, retryBackOff: 0, variables: {} }),
      );
    };
    await stops(around('a', service('a', 'work')));
    await fail('');
    await engine.create();
    await fail('the stamp is missing');
    expect((await engine.incidents()).map(({ type, message }) => `${type}: ${message}`)).toEqual([
      'JOB_NO_RETRIES: No more retries left.',
      'JOB_NO_RETRIES: the stamp is missing',
    ]);
  });

  it.each([
    [
      'dueDate="=[1]"',
      "Expected result of the expression '[1]' to be one of '[NULL, DATE_TIME, STRING]', but was 'ARRAY'.",
    ],
    ['followUpDate="soon"', "Invalid date-time format 'soon' for expression 'soon'."],
  ])('that a user task has %s, which is no date and time', async (date, message) => {
    const task = `<bpmn:userTask id="u">${ext(`<zeebe:userTask/><zeebe:taskSchedule ${date}/>`)}</bpmn:userTask>`;
    await stops(around('u', task));
    expect(await said()).toBe(`EXTRACT_VALUE_ERROR u: ${message}`);
  });

  it('that a called process is not there', async () => {
    await stops(
      around(
        'c',
        `<bpmn:callActivity id="c">${ext('<zeebe:calledElement processId="called-process"/>')}</bpmn:callActivity>`,
      ),
    );
    expect(await said()).toBe(
      "CALLED_ELEMENT_ERROR c: Expected process with BPMN process id 'called-process' to be deployed, but not found.",
    );
  });

  it('that a called decision is not there', async () => {
    const called = '<zeebe:calledDecision decisionId="invoiceAssignApprover" resultVariable="r"/>';
    await stops(around('d', `<bpmn:businessRuleTask id="d">${ext(called)}</bpmn:businessRuleTask>`));
    expect(await said()).toBe(
      "CALLED_DECISION_ERROR d: Expected to evaluate decision 'invoiceAssignApprover', but no decision found for id 'invoiceAssignApprover'",
    );
  });

  it('that nobody around catches errors', async () => {
    await stops(`${START}${flow('s', 'e')}<bpmn:endEvent id="e">${on('E3')}</bpmn:endEvent>`);
    expect(await said()).toBe(
      "UNHANDLED_ERROR_EVENT e: Expected to throw an error event with the code 'end', but it was not caught. No error events are available in the scope.",
    );
  });

  it('which errors are caught around it, from the inside out', async () => {
    await stops(scope(boundary('b1', 'a', 'E1')) + boundary('b2', 'p1', 'E2'));
    await throws('unknown', 'Job worker throw error with error code: unknown');
    expect(await said()).toBe(
      "UNHANDLED_ERROR_EVENT a: Expected to throw an error event with the code 'unknown' with message 'Job worker throw error with error code: unknown', but it was not caught. Available error events are [boundary, subProcess]",
    );
  });
});

describe('an error that is caught in a scope and on it', () => {
  it('goes to the event sub-process in it', async () => {
    await stops(scope(inside('es', 'E1')) + boundary('b', 'p1', 'E1'));
    await throws('boundary');
    expect(engine.path()).toContain('es COMPLETED');
    expect(engine.path()).not.toContain('b ACTIVATED');
  });

  it('goes to the event of its code before one that takes every code', async () => {
    await stops(scope(inside('es')) + boundary('b', 'p1', 'E1'));
    await throws('boundary');
    expect(engine.path()).toContain('be COMPLETED');
    expect(engine.path()).not.toContain('es ACTIVATED');
  });
});
