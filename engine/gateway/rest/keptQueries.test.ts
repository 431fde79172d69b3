import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Engine, startEngine } from '../../index.ts';
import { batchItemBatch, batchOperationBatch, eventBatch, NO_DEFINITION } from '../../retention.ts';
import { bpmn, flow } from '../../testing/index.ts';
import { restRequest } from '../../testing/restRequest.ts';

let database: TestDatabase<unknown>;
let engine: Engine;
beforeAll(async () => {
  database = await testDatabase();
  engine = await startEngine({ databaseUrl: database.url, port: 0, restPort: 0 });
  await deploy({ 'm.dmn': MENU, 'decide.bpmn': DECIDE, 'wait.bpmn': WAIT });
});
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});

const rule = (id: string, season: string, dish: string) =>
  `<rule id="${id}"><inputEntry id="i${id}"><text>"${season}"</text></inputEntry><outputEntry id="o${id}"><text>"${dish}"</text></outputEntry></rule>`;
const MENU = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="menus" name="Menus" namespace="test">
  <decision id="menu" name="Thực đơn"><variable name="menu"/><informationRequirement id="need"><requiredDecision href="#dish"/></informationRequirement><literalExpression id="l"><text>"menu: " + dish</text></literalExpression></decision>
  <decision id="dish" name="Món"><variable name="dish"/><decisionTable id="t"><input id="i" label="Mùa"><inputExpression id="ie"><text>season</text></inputExpression></input><output id="o" label="Món ăn" name="dish"/>${rule('r', 'winter', 'phở')}${rule('w', 'summer', 'chè')}${rule('x', 'summer', 'kem')}</decisionTable></decision>
</definitions>`;
const DECIDE = bpmn(
  `<bpmn:startEvent id="s"/>${flow('s', 'd')}<bpmn:businessRuleTask id="d"><bpmn:extensionElements><zeebe:calledDecision decisionId="menu" resultVariable="menu"/></bpmn:extensionElements></bpmn:businessRuleTask>${flow('d', 'e')}<bpmn:endEvent id="e"/>`,
).replace('id="p"', 'id="decide"');
const WAIT = bpmn(
  `<bpmn:startEvent id="s"><bpmn:messageEventDefinition messageRef="N"/></bpmn:startEvent>${flow('s', 'w')}<bpmn:intermediateCatchEvent id="w"><bpmn:messageEventDefinition messageRef="M"/></bpmn:intermediateCatchEvent>${flow('w', 'e')}<bpmn:endEvent id="e"/>`,
  '<bpmn:message id="N" name="begin"/><bpmn:message id="M" name="paid"><bpmn:extensionElements><zeebe:subscription correlationKey="=order"/></bpmn:extensionElements></bpmn:message>',
).replace('id="p"', 'id="wait"');

type Item = Record<string, string>;
type Body = Item & { items: Item[]; page: { totalItems: number } };
const request = (method: string, path: string, body?: object) =>
  restRequest<Body>(engine.restAddress!, method, path, body);
async function deploy(files: Record<string, string>): Promise<void> {
  const data = new FormData();
  for (const [name, content] of Object.entries(files)) data.append('resources', new Blob([content]), name);
  const { status } = await fetch(`${engine.restAddress}/v2/deployments`, { method: 'POST', body: data });
  expect(status).toBe(200);
}
const search = async (what: string, filter: object, more: object = {}): Promise<Item[]> => {
  const { status, body } = await request('POST', `/${what}/search`, { filter, ...more });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.items;
};
/** Waits until a search finds so many. */
const found = (count: number, what: string, filter: object, more?: object) =>
  vi.waitFor(
    async () => {
      const items = await search(what, filter, more);
      expect(items).toHaveLength(count);
      return items;
    },
    { timeout: 20_000, interval: 50 },
  );
async function create(variables: object): Promise<string> {
  const asked = { processDefinitionId: 'decide', variables };
  return (await request('POST', '/process-instances', asked)).body.processInstanceKey!;
}

describe('decisions that were evaluated', () => {
  it('are kept one by one, with their values and the rules that they met', async () => {
    const instance = await create({ season: 'winter' });
    const [dish, menu] = await found(2, 'decision-instances', { processInstanceKey: instance });
    const of = {
      decisionEvaluationKey: dish!.decisionEvaluationKey,
      state: 'EVALUATED',
      evaluationDate: expect.any(String),
      decisionDefinitionKey: expect.any(String),
      decisionDefinitionVersion: 1,
      processDefinitionKey: expect.any(String),
      processInstanceKey: instance,
      elementInstanceKey: expect.any(String),
      tenantId: '<default>',
    };
    expect(dish).toEqual({
      ...of,
      decisionEvaluationInstanceKey: `${dish!.decisionEvaluationKey}-1`,
      decisionDefinitionId: 'dish',
      decisionDefinitionName: 'Món',
      decisionDefinitionType: 'DECISION_TABLE',
      result: '"phở"',
    });
    expect(menu).toEqual({
      ...of,
      decisionEvaluationInstanceKey: `${dish!.decisionEvaluationKey}-2`,
      decisionDefinitionId: 'menu',
      decisionDefinitionName: 'Thực đơn',
      decisionDefinitionType: 'LITERAL_EXPRESSION',
      result: '"menu: phở"',
    });
    const path = `/decision-instances/${dish!.decisionEvaluationInstanceKey}`;
    expect((await request('GET', path)).body).toEqual({
      ...dish,
      evaluatedInputs: [{ inputId: 'i', inputName: 'Mùa', inputValue: '"winter"' }],
      matchedRules: [
        {
          ruleId: 'r',
          ruleIndex: 1,
          evaluatedOutputs: [{ outputId: 'o', outputName: 'Món ăn', outputValue: '"phở"' }],
        },
      ],
    });
  });

  it('are kept when one has failed and its process is held up', async () => {
    const instance = await create({ season: 'summer' });
    const [failed] = await found(1, 'decision-instances', { processInstanceKey: instance, state: 'FAILED' });
    expect(failed).toMatchObject({
      decisionDefinitionId: 'dish',
      evaluationFailure: expect.stringContaining('Expected to evaluate decision'),
    });
    expect(failed).not.toHaveProperty('result');
    const [incident] = await found(1, 'incidents', { processInstanceKey: instance });
    expect(incident).toMatchObject({ errorType: 'DECISION_EVALUATION_ERROR' });
  });

  it('are kept when nobody but a client asked for them, and found by what they are', async () => {
    const asked = { decisionDefinitionId: 'dish', variables: { season: 'winter' } };
    const { body } = await request('POST', '/decision-definitions/evaluation', asked);
    const key = `${body.decisionEvaluationKey}-1`;
    const [kept] = await found(1, 'decision-instances', { decisionEvaluationInstanceKey: key });
    expect(kept).toMatchObject({ decisionDefinitionKey: body.decisionDefinitionKey });
    expect(kept).not.toHaveProperty('processInstanceKey');
    const filter = { decisionDefinitionId: 'dish', decisionDefinitionType: 'DECISION_TABLE' };
    const all = await search('decision-instances', filter, {
      sort: [{ field: 'evaluationDate', order: 'DESC' }],
    });
    expect(all[0]).toEqual(kept);
  });

  it('are not found by a key that is none', async () => {
    expect((await request('GET', '/decision-instances/1-1')).status).toBe(404);
    expect((await request('GET', '/decision-instances/dish')).status).toBe(400);
    const filter = { decisionEvaluationInstanceKey: 'dish' };
    expect((await request('POST', '/decision-instances/search', { filter })).status).toBe(400);
  });
});

describe('messages that were met', () => {
  it('are kept with who met them', async () => {
    const { body } = await request('POST', '/messages/publication', {
      name: 'begin',
      correlationKey: 'o-1',
      variables: { order: 'o-1' },
    });
    const begun = await found(1, 'correlated-message-subscriptions', { messageKey: body.messageKey });
    const { processInstanceKey } = begun[0]!;
    expect(begun).toEqual([
      {
        messageKey: body.messageKey,
        messageName: 'begin',
        correlationKey: 'o-1',
        correlationTime: expect.any(String),
        subscriptionKey: expect.any(String),
        elementId: 's',
        processInstanceKey,
        processDefinitionKey: expect.any(String),
        processDefinitionId: 'wait',
        partitionId: 1,
        tenantId: '<default>',
      },
    ]);
    const [open] = await found(1, 'message-subscriptions', { processInstanceKey });
    await request('POST', '/messages/publication', { name: 'paid', correlationKey: 'o-1' });
    const sort = { sort: [{ field: 'correlationTime', order: 'DESC' }] };
    const [met] = await found(2, 'correlated-message-subscriptions', { processInstanceKey }, sort);
    expect(met).toMatchObject({
      messageName: 'paid',
      elementId: 'w',
      subscriptionKey: open!.messageSubscriptionKey,
      elementInstanceKey: open!.elementInstanceKey,
    });
  });
});

describe('what is kept', () => {
  it('goes with its age, also what is of no process', async () => {
    const instance = await create({ season: 'winter' });
    await found(2, 'decision-instances', { processInstanceKey: instance });
    const filter = { processInstanceKey: instance, state: 'COMPLETED' };
    await found(1, 'process-instances', filter);
    const { body } = await request('POST', '/process-instances/cancellation', { filter });
    const { batchOperationKey } = body;
    await found(1, 'batch-operations', { batchOperationKey, state: 'COMPLETED' });
    const definitions = (await engine.monitor.definitions()).map(({ key }) => key);
    const clean = (endedBefore: number) =>
      engine.cleanHistory(
        [...definitions, NO_DEFINITION].map((definitionKey) => ({ definitionKey, endedBefore })),
      );
    const kept = async () => [
      (await search('decision-instances', {})).length > 0,
      (await search('correlated-message-subscriptions', {})).length > 0,
      (await search('batch-operations', {})).length > 0,
    ];
    await clean(Date.now() - 3_600_000);
    expect(await kept()).toEqual([true, true, true]);
    await clean(Date.now() + 1);
    expect(await kept()).toEqual([false, false, false]);
    expect(await search('batch-operation-items', {})).toEqual([]);
  });

  it('is found to be removed without a look at all of it', async () => {
    const { db } = database;
    await sql`insert into engine.decision_instances (key, definition, at, decision_id, data)
      select n, n % 20, n, 'dish', '{}' from generate_series(1, 20000) n`.execute(db);
    await sql`insert into engine.correlations (key, definition, at, name, pi, data)
      select n, n % 20, n, 'paid', n, '{}' from generate_series(1, 20000) n`.execute(db);
    await sql`insert into engine.batch_operations (key, state, type, open, ended, data)
      select n, 'COMPLETED', '', 0, n, '{}' from generate_series(1, 5000) n`.execute(db);
    await sql`insert into engine.batch_items (key, batch, state, data)
      select n, n % 5000 + 1, 'COMPLETED', '{}' from generate_series(1, 50000) n`.execute(db);
    await sql`vacuum analyze`.execute(db);
    const some = { definitionKey: 7, endedBefore: 500 };
    const removals: RawBuilder<unknown>[] = [
      eventBatch('decision_instances', some),
      eventBatch('correlations', some),
      batchItemBatch({ ...some, endedBefore: 10 }),
      batchOperationBatch({ ...some, endedBefore: 10 }),
    ];
    for (const removal of removals) {
      const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${removal}`.execute(db);
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toContain('Seq Scan');
    }
  });
});

describe('users, groups, roles, authorizations and tenants', () => {
  it.each(['users', 'groups', 'roles', 'mapping-rules', 'authorizations'])(
    '%s are none, and are not made',
    async (kind) => {
      const page = { page: { limit: 10 }, sort: [{ field: 'name' }] };
      expect(await request('POST', `/${kind}/search`, page)).toMatchObject({
        status: 200,
        body: { items: [], page: { totalItems: 0 } },
      });
      expect((await request('GET', `/${kind}/steve`)).status).toBe(404);
      expect((await request('DELETE', `/${kind}/steve`)).status).toBe(404);
      expect((await request('POST', `/${kind}`, { name: 'steve' })).status).toBe(403);
    },
  );

  it('there is one tenant, to which nobody is assigned', async () => {
    const [tenant] = await search('tenants', { tenantId: '<default>' });
    expect(tenant).toMatchObject({ tenantId: '<default>', name: 'Default' });
    expect((await request('GET', '/tenants/%3Cdefault%3E')).body).toEqual(tenant);
    expect((await request('GET', '/tenants/other')).status).toBe(404);
    expect((await request('PUT', '/tenants/%3Cdefault%3E/users/steve')).status).toBe(403);
    expect((await request('POST', '/tenants/%3Cdefault%3E/users/search')).body.items).toEqual([]);
    expect((await request('POST', '/tenants/other/users/search')).status).toBe(404);
    expect((await request('POST', '/tenants', { tenantId: 'other' })).status).toBe(403);
  });
});
