import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../client.ts';
import { eventually } from '../../testing/eventually.ts';
import { startTestServer, type TestServer } from '../../testing/testServer.ts';
import { auditCalls } from '../audit/schema.ts';
import { processCalls } from '../processes/schema.ts';
import { decisionCalls } from './schema.ts';

let server: TestServer;
let admin: Person;
beforeAll(async () => {
  server = await startTestServer();
  admin = await server.signedIn('quantri');
});
afterAll(() => server?.stop());

const rule = (id: string, test: string, fee: string) =>
  `<rule id="${id}"><inputEntry id="in-${id}"><text>${test}</text></inputEntry><outputEntry id="out-${id}"><text>${fee}</text></outputEntry></rule>`;
const dmn = (least: string) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="fees" name="Lệ phí" namespace="test">
  <decision id="fee" name="Mức lệ phí"><variable name="fee"/><decisionTable id="t">
    <input id="i" label="Số ngày"><inputExpression id="ie"><text>days</text></inputExpression></input>
    <input id="p" label="Mã"><inputExpression id="pe"><text>applicant.pin</text></inputExpression></input>
    <output id="o" label="Đồng" name="fee"/>
    ${rule('short', '&lt; 5', least).replace('</inputEntry>', '</inputEntry><inputEntry id="a"><text>-</text></inputEntry>')}
    ${rule('long', '&gt;= 5', '900').replace('</inputEntry>', '</inputEntry><inputEntry id="b"><text>-</text></inputEntry>')}
    ${rule('twice', '4', '1').replace('</inputEntry>', '</inputEntry><inputEntry id="c"><text>-</text></inputEntry>')}
  </decisionTable></decision>
  <decision id="total" name="Tổng"><variable name="total"/><informationRequirement id="need"><requiredDecision href="#fee"/></informationRequirement><literalExpression id="l"><text>fee</text></literalExpression></decision>
</definitions>`;
const bpmn = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="test">
  <bpmn:process id="asks-fee" isExecutable="true"><bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="decide"/>
  <bpmn:businessRuleTask id="decide"><bpmn:extensionElements><zeebe:calledDecision decisionId="total" resultVariable="total"/></bpmn:extensionElements></bpmn:businessRuleTask>
  <bpmn:sequenceFlow id="g" sourceRef="decide" targetRef="e"/><bpmn:endEvent id="e"/></bpmn:process>
</bpmn:definitions>`;

const deploy = (...resources: { name: string; content: string }[]) =>
  admin.call(processCalls.deploy, { body: { resources } });
const versionsOf = async (decisionId: string, count: number) =>
  eventually(async () => {
    const found = (await admin.call(decisionCalls.list)).items.filter((one) => one.decisionId === decisionId);
    expect(found).toHaveLength(count);
    return found;
  });
const evaluate = (key: string, variables: object) =>
  admin.call(decisionCalls.evaluate, { params: { key }, body: { variables: JSON.stringify(variables) } });

describe('decisions', () => {
  it('are listed by version, newest first, and each is read as it was deployed', async () => {
    await deploy({ name: 'fees.dmn', content: dmn('100') });
    await deploy({ name: 'fees.dmn', content: dmn('200') });
    const [second, first] = await versionsOf('fee', 2);
    expect(second).toMatchObject({ version: 2, latest: true, name: 'Mức lệ phí', fileName: 'fees.dmn' });
    expect(first).toMatchObject({ version: 1, latest: false, requirementsName: 'Lệ phí' });
    const read = await admin.call(decisionCalls.get, { params: { key: first!.key } });
    expect(read).toMatchObject({ decisionId: 'fee', version: 1, dmnXml: dmn('100') });
  });

  it('are tried: what comes in, which rules match, what comes out, by the version that was asked', async () => {
    const [second, first] = await versionsOf('total', 2);
    const answers = [first!.key, second!.key].map((key) => evaluate(key, { days: 3 }));
    expect(await Promise.all(answers)).toMatchObject([{ output: '100' }, { output: '200' }]);
    const { output, failure, decisions } = await evaluate(second!.key, { days: 7 });
    expect({ output, failure }).toEqual({ output: '900', failure: null });
    expect(decisions).toMatchObject([
      {
        decisionId: 'fee',
        inputs: [
          { name: 'Số ngày', value: '7' },
          { name: 'Mã', value: 'null' },
        ],
        rules: [{ ruleId: 'long', index: 2, outputs: [{ name: 'Đồng', value: '900' }] }],
      },
      { decisionId: 'total', output: { value: '900' } },
    ]);
    const { items } = await admin.call(auditCalls.list, { query: {} });
    expect(items[0]).toMatchObject({ sentence: 'Tính thử quyết định total, phiên bản 2' });
  });

  it('that fail say which of them, and why', async () => {
    const [newest] = await versionsOf('total', 2);
    const { output, failure } = await evaluate(newest!.key, { days: 4 });
    expect(output).toBeNull();
    expect(failure).toMatchObject({ decisionId: 'fee', message: expect.stringMatching(/UNIQUE|unique/) });
  });

  it('that a process asked are found by the instance; secrets are masked by the variable behind a heading', async () => {
    await deploy({ name: 'asks-fee.bpmn', content: bpmn });
    const process = await eventually(async () => {
      const found = (await admin.call(processCalls.list)).items.find(
        ({ processId }) => processId === 'asks-fee',
      );
      expect(found).toBeDefined();
      return found!;
    });
    const variables = JSON.stringify({ days: 1, applicant: { pin: '4321' } });
    const { instanceKey } = await admin.call(processCalls.start, {
      params: { key: process.key },
      body: { variables },
    });
    const { items } = await eventually(async () => {
      const found = await admin.call(decisionCalls.evaluations, { query: { instanceKey } });
      expect(found.items.map(({ decisionId }) => decisionId)).toEqual(['total', 'fee']);
      return found;
    });
    expect(items[1]).toMatchObject({ instanceKey, failure: null, version: 2 });
    const detail = await admin.call(decisionCalls.evaluation, { params: { key: items[1]!.key } });
    expect(detail).toMatchObject({
      inputs: [
        { name: 'Số ngày', value: '1' },
        { name: 'Mã', value: null, masked: [{ path: '', reason: 'name' }] },
      ],
      rules: [{ ruleId: 'short', index: 1 }],
      output: { value: '200' },
    });
    expect(JSON.stringify(detail)).not.toContain('4321');
  });

  it('are found by their id in all versions, also what was tried', async () => {
    const { items } = await admin.call(decisionCalls.evaluations, { query: { decisionId: 'fee' } });
    expect(new Set(items.map(({ version }) => version))).toEqual(new Set([1, 2]));
    expect(items.filter(({ failure }) => failure !== null)).toHaveLength(1);
    expect(items.filter(({ instanceKey }) => instanceKey === null)).toHaveLength(4);
  });

  it('that are not there are said not to be', async () => {
    const process = (await admin.call(processCalls.list)).items[0]!;
    for (const attempt of [
      () => admin.call(decisionCalls.get, { params: { key: process.key } }),
      () => evaluate(process.key, {}),
      () => admin.call(decisionCalls.evaluation, { params: { key: process.key } }),
    ])
      await expect(attempt()).rejects.toMatchObject({ status: 404, code: 'no-such-decision' });
    const both = admin.call(decisionCalls.evaluations, { query: {} });
    await expect(both).rejects.toMatchObject({ status: 400 });
  });
});

describe('files that are deployed together', () => {
  const form = JSON.stringify({ type: 'default', id: 'ask-days', schemaVersion: 18, components: [] });

  it('become versions all at once, also under Vietnamese names', async () => {
    await deploy(
      { name: 'Lệ phí (mới).dmn', content: dmn('300') },
      { name: 'hỏi.form', content: form },
      { name: 'asks-fee.bpmn', content: bpmn.replace('id="s"', 'id="s" name="Hỏi"') },
    );
    const [newest] = await versionsOf('fee', 3);
    expect(newest).toMatchObject({ fileName: 'Lệ phí (mới).dmn', version: 3 });
  });

  it('are refused all together, each fault with its file and element', async () => {
    const broken = dmn('300').replace('&lt; 5', '&lt;');
    const resources = [
      { name: 'fees.dmn', content: broken },
      { name: 'ask.form', content: '{}' },
    ];
    const { problems } = await admin.call(processCalls.validate, { body: { resources } });
    expect(problems).toMatchObject([
      { resource: 'fees.dmn', elementId: 'in-short', message: expect.stringMatching(/^Biểu thức/) },
      { resource: 'ask.form', elementId: null, message: 'Biểu mẫu thiếu mã (id)' },
    ]);
    await expect(deploy(...resources)).rejects.toMatchObject({ status: 422, code: 'model-refused' });
    await versionsOf('fee', 3);
  });
});

describe('anybody else', () => {
  it('neither sees nor tries decisions', async () => {
    const clerk = await server.signedIn('vanthu');
    const [newest] = await versionsOf('fee', 3);
    const params = { key: newest!.key };
    for (const attempt of [
      () => clerk.call(decisionCalls.list),
      () => clerk.call(decisionCalls.get, { params }),
      () => clerk.call(decisionCalls.evaluate, { params, body: { variables: '{}' } }),
      () => clerk.call(decisionCalls.evaluations, { query: { decisionId: 'fee' } }),
      () => clerk.call(decisionCalls.evaluation, { params }),
    ])
      await expect(attempt()).rejects.toMatchObject({ status: 403, code: 'forbidden' });
  });
});
