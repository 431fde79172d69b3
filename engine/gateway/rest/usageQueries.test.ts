import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Engine, startEngine } from '../../index.ts';
import { bpmn, flow } from '../../testing/index.ts';
import { restRequest } from '../../testing/restRequest.ts';

let database: TestDatabase<unknown>;
let engine: Engine;
const model = bpmn(
  `<bpmn:startEvent id="s"/>${flow('s', 'd')}<bpmn:businessRuleTask id="d"><bpmn:extensionElements><zeebe:calledDecision decisionId="dish" resultVariable="dish"/></bpmn:extensionElements></bpmn:businessRuleTask>${flow('d', 'u')}<bpmn:userTask id="u"><bpmn:extensionElements><zeebe:userTask/><zeebe:assignmentDefinition assignee="an"/></bpmn:extensionElements></bpmn:userTask>${flow('u', 'e')}<bpmn:endEvent id="e"/>`,
);
const dish = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="dishes" name="Dishes" namespace="test">
  <decision id="dish" name="Dish"><literalExpression id="l"><text>"phở"</text></literalExpression></decision>
</definitions>`;

const used = (query: Record<string, string>) =>
  restRequest<object>(engine.restAddress!, 'GET', `/system/usage-metrics?${new URLSearchParams(query)}`);
const always = { startTime: '2020-01-01T00:00:00Z', endTime: '2999-12-31T23:59:59.999+0000' };

beforeAll(async () => {
  database = await testDatabase();
  engine = await startEngine({ databaseUrl: database.url, port: 0, restPort: 0 });
  const form = new FormData();
  form.append('resources', new Blob([model]), 'p.bpmn');
  form.append('resources', new Blob([dish]), 'dish.dmn');
  await fetch(`${engine.restAddress}/v2/deployments`, { method: 'POST', body: form });
  for (let i = 0; i < 2; i++)
    await restRequest(engine.restAddress!, 'POST', '/process-instances', { processDefinitionId: 'p' });
});
afterAll(async () => {
  await engine?.stop();
  await database?.drop();
});

describe('usage metrics', () => {
  it('count what was started, evaluated and assigned in a time, by tenants if asked', async () => {
    const counts = { processInstances: 2, decisionInstances: 2, assignees: 1 };
    await vi.waitFor(
      async () =>
        expect(await used(always)).toEqual({
          status: 200,
          body: { ...counts, activeTenants: 1, tenants: {} },
        }),
      { timeout: 30_000 },
    );
    expect((await used({ ...always, withTenants: 'true' })).body).toMatchObject({
      tenants: { '<default>': counts },
    });
    const nothing = {
      processInstances: 0,
      decisionInstances: 0,
      assignees: 0,
      activeTenants: 0,
      tenants: {},
    };
    expect((await used({ ...always, tenantId: 'other' })).body).toEqual(nothing);
    expect((await used({ ...always, endTime: '2020-01-02T00:00:00Z' })).body).toEqual(nothing);
  });

  it('need a time', async () => {
    expect((await used({ startTime: always.startTime })).status).toBe(400);
    expect((await used({ ...always, endTime: 'tomorrow' })).status).toBe(400);
  });

  it('are of a gateway that has no resource but processes, decisions and forms', async () => {
    for (const path of ['/resources/1', '/resources/1/content'])
      expect(await restRequest(engine.restAddress!, 'GET', path)).toMatchObject({
        status: 404,
        body: { title: 'NOT_FOUND', detail: "Resource with key '1' not found" },
      });
  });
});
