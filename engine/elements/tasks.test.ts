import { describe, expect, it } from 'vitest';
import { deploy } from '../commands/deploy.ts';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, DEFAULT_TENANT, flow, service, type TestEngine } from '../testing/index.ts';

let engine: TestEngine;
eachTest((started) => {
  engine = started;
});

const around = (id: string, xml: string, before = '') =>
  bpmn(`<bpmn:startEvent id="s"/>${flow('s', id)}${xml}${flow(id, 'e')}<bpmn:endEvent id="e"/>`, before);

describe('a user task', () => {
  it('is a job with what it needs in its headers', async () => {
    const [form] = (
      await engine.do((x) =>
        deploy(x, [{ name: 'f.form', content: '{"id":"approve","components":[]}' }], DEFAULT_TENANT),
      )
    ).resources;
    await engine.deploy(
      around(
        'u',
        `<bpmn:userTask id="u"><bpmn:extensionElements><zeebe:assignmentDefinition assignee="=who" candidateGroups="clerks, leaders"/><zeebe:taskSchedule dueDate="=due"/><zeebe:formDefinition formId="approve"/><zeebe:taskHeaders><zeebe:header key="kind" value="sign"/></zeebe:taskHeaders></bpmn:extensionElements></bpmn:userTask>`,
      ),
    );
    await engine.create({ who: 'an', due: '2026-12-01T17:00:00+07:00' });
    const job = await engine.work('io.camunda.zeebe:userTask', { approved: true });
    expect(JSON.parse(job.customHeaders)).toEqual({
      kind: 'sign',
      'io.camunda.zeebe:assignee': 'an',
      'io.camunda.zeebe:candidateGroups': '["clerks","leaders"]',
      'io.camunda.zeebe:dueDate': '2026-12-01T17:00:00+07:00',
      'io.camunda.zeebe:formKey': String(form!.key),
    });
  });
});

describe('a script task', () => {
  it('keeps the value of its expression in its variable', async () => {
    await engine.deploy(
      around(
        'x',
        '<bpmn:scriptTask id="x"><bpmn:extensionElements><zeebe:script expression="=a * 2" resultVariable="b"/></bpmn:extensionElements></bpmn:scriptTask>',
      ),
    );
    expect(engine.result(await engine.create({ a: 21 }))).toEqual({ a: 21, b: 42 });
  });
});

describe('a business rule task', () => {
  it('evaluates a decision', async () => {
    const dmn = `<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="drg" name="Rules" namespace="test">
<decision id="level" name="Level"><decisionTable id="t" hitPolicy="FIRST"><input id="i" label="n"><inputExpression id="ie" typeRef="number"><text>n</text></inputExpression></input><output id="o" name="level" typeRef="string"/><rule id="r1"><inputEntry id="e1"><text>&lt; 10</text></inputEntry><outputEntry id="o1"><text>"low"</text></outputEntry></rule><rule id="r2"><inputEntry id="e2"><text>-</text></inputEntry><outputEntry id="o2"><text>"high"</text></outputEntry></rule></decisionTable></decision></definitions>`;
    await engine.deploy(
      dmn,
      around(
        'r',
        '<bpmn:businessRuleTask id="r"><bpmn:extensionElements><zeebe:calledDecision decisionId="level" resultVariable="level"/></bpmn:extensionElements></bpmn:businessRuleTask>',
      ),
    );
    expect(engine.result(await engine.create({ n: 3 }))).toMatchObject({ level: 'low' });
    expect(engine.result(await engine.create({ n: 30 }))).toMatchObject({ level: 'high' });
  });

  it('evaluates the newest version of a decision that has the version tag', async () => {
    const rate = (value: number, tag: string) =>
      `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="drg" name="Rates" namespace="test"><decision id="rate" name="Rate"><extensionElements><zeebe:versionTag value="${tag}"/></extensionElements><literalExpression><text>${value}</text></literalExpression></decision></definitions>`;
    for (const [value, tag] of [
      [1, 'v1'],
      [2, 'v1'],
      [3, 'v2'],
    ] as const)
      await engine.deploy(rate(value, tag));
    await engine.deploy(
      around(
        'r',
        '<bpmn:businessRuleTask id="r"><bpmn:extensionElements><zeebe:calledDecision decisionId="rate" resultVariable="rate" bindingType="versionTag" versionTag="v1"/></bpmn:extensionElements></bpmn:businessRuleTask>',
      ),
    );
    expect(engine.result(await engine.create())).toEqual({ rate: 2 });
  });
});

describe('a receive task', () => {
  it('waits for its message', async () => {
    await engine.deploy(
      around(
        'w',
        '<bpmn:receiveTask id="w" messageRef="M"/>',
        '<bpmn:message id="M" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>',
      ),
    );
    const pi = await engine.create({ k: 7 });
    await engine.publish('go', '7', { ok: true });
    expect(engine.result(pi)).toEqual({ k: 7, ok: true });
  });
});

describe('manual and undefined tasks', () => {
  it('are passed', async () => {
    await engine.deploy(
      bpmn(
        `<bpmn:startEvent id="s"/>${flow('s', 'm')}<bpmn:manualTask id="m"/>${flow('m', 't')}<bpmn:task id="t"/>${flow('t', 'e')}<bpmn:endEvent id="e"/>`,
      ),
    );
    expect(engine.ended(await engine.create())).toBe(true);
  });
});

describe('mappings', () => {
  it('make local variables and bring back what they say', async () => {
    await engine.deploy(
      around(
        'a',
        service(
          'a',
          'work',
          '<zeebe:ioMapping><zeebe:input source="=order.id" target="id"/><zeebe:output source="=answer" target="order.answer"/></zeebe:ioMapping>',
        ),
      ),
    );
    const pi = await engine.create({ order: { id: 5 } });
    const job = await engine.work('work', { answer: 'ok', dropped: 1 });
    expect(JSON.parse(job.variables)).toEqual({ order: { id: 5 }, id: 5 });
    expect(engine.result(pi)).toEqual({ order: { id: 5, answer: 'ok' } });
  });

  it('without a source hide a variable behind null', async () => {
    const mapping = '<zeebe:ioMapping><zeebe:input target="order"/></zeebe:ioMapping>';
    await engine.deploy(around('a', service('a', 'work', mapping)));
    const pi = await engine.create({ order: { id: 5 } });
    expect(JSON.parse((await engine.work('work')).variables)).toEqual({ order: null });
    expect(engine.result(pi)).toEqual({ order: { id: 5 } });
  });
});

describe('execution listeners', () => {
  it('run before and after the element, one after the other', async () => {
    await engine.deploy(
      around(
        'a',
        service(
          'a',
          'work',
          '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="before1"/><zeebe:executionListener eventType="start" type="before2"/><zeebe:executionListener eventType="end" type="after"/></zeebe:executionListeners>',
        ),
      ),
    );
    const pi = await engine.create();
    expect(await engine.activate('work', 1, 0)).toEqual([]);
    expect(await engine.work('before1')).toMatchObject({ kind: 1, listenerEventType: 5 });
    await engine.work('before2', { prepared: true });
    const job = await engine.work('work');
    expect(JSON.parse(job.variables)).toEqual({ prepared: true });
    expect(job).toMatchObject({ listenerEventType: 6 });
    expect(job.kind).toBeUndefined();
    expect(engine.ended(pi)).toBe(false);
    await engine.work('after');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('have the headers of the element and their own, which go first', async () => {
    const header = (key: string, value: string) => `<zeebe:header key="${key}" value="${value}"/>`;
    await engine.deploy(
      around(
        'a',
        service(
          'a',
          'work',
          `<zeebe:taskHeaders>${header('both', 'element')}${header('one', '1')}</zeebe:taskHeaders><zeebe:executionListeners><zeebe:executionListener eventType="start" type="before"><zeebe:taskHeaders>${header('both', 'listener')}</zeebe:taskHeaders></zeebe:executionListener></zeebe:executionListeners>`,
        ),
      ),
    );
    await engine.create();
    expect(JSON.parse((await engine.work('before')).customHeaders)).toEqual({ both: 'listener', one: '1' });
  });

  it('at the start keep their variables in the element, at the end propagate them', async () => {
    await engine.deploy(
      around(
        'a',
        service(
          'a',
          'work',
          '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="before"/><zeebe:executionListener eventType="end" type="after"/></zeebe:executionListeners>',
        ),
      ),
    );
    const pi = await engine.create();
    await engine.work('before', { local: 1 });
    await engine.work('work');
    await engine.work('after', { outside: 2 });
    expect(engine.result(pi)).toEqual({ outside: 2 });
  });

  it('run again from the first when one of them cannot be told', async () => {
    await engine.deploy(
      around(
        'a',
        service(
          'a',
          'work',
          '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="before"/><zeebe:executionListener eventType="start" type="=second"/></zeebe:executionListeners>',
        ),
      ),
    );
    const pi = await engine.create();
    await engine.work('before');
    const incident = await engine.incident();
    expect(incident).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'a' });
    await engine.setVariables(pi, { second: 'now' });
    await engine.resolve(incident!.key);
    await engine.work('before');
    await engine.work('now');
    await engine.work('work');
    expect(engine.ended(pi)).toBe(true);
  });

  it('throw no BPMN errors', async () => {
    await engine.deploy(
      around(
        'a',
        service(
          'a',
          'work',
          '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="before"/></zeebe:executionListeners>',
        ),
      ),
    );
    await engine.create();
    await expect(engine.throwError('before', 'BAD')).rejects.toThrow(
      'Cannot throw BPMN error from EXECUTION_LISTENER job with key',
    );
  });
});
