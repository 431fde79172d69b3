import { describe, expect, it } from 'vitest';
import { eachTest } from '../../testing/eachTest.ts';
import { bpmn, DEFAULT_TENANT, flow, type TestEngine } from '../../testing/index.ts';
import { type Deployed, deploy } from '../deploy.ts';
import { completeJob } from '../jobs.ts';
import { migrateProcessInstance } from '../migrateProcessInstance.ts';
import { completeUserTask } from '../userTasks.ts';

let engine: TestEngine;
eachTest((started) => {
  engine = started;
});

const end = (id: string) => `<bpmn:endEvent id="${id}"/>`;
const userTask = (extensions: string) =>
  bpmn(
    `<bpmn:startEvent id="s"/>${flow('s', 'u')}<bpmn:userTask id="u" name="Trình ký"><bpmn:extensionElements>${extensions}</bpmn:extensionElements></bpmn:userTask><bpmn:boundaryEvent id="late" attachedToRef="u"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>${flow('late', 'l')}${end('l')}${flow('u', 'e')}${end('e')}`,
  );

/** Deploys the other process under the id `q`. @returns its key */
async function target(xml: string): Promise<number> {
  const content = xml.replace('<bpmn:process id="p"', '<bpmn:process id="q"');
  const deployed: Deployed = await engine.do((x) => deploy(x, [{ name: 'q.bpmn', content }], DEFAULT_TENANT));
  return deployed.resources[0]!.key;
}

const migrate = (key: number, to: number) =>
  engine.do((x) =>
    migrateProcessInstance(x, {
      key,
      target: to,
      mappings: ['u', 'late'].map((id) => ({ source: id, target: id })),
    }),
  );

describe('a migrated instance whose user task was a job', () => {
  const people = (assignee: string) =>
    `<zeebe:assignmentDefinition assignee="${assignee}" candidateGroups="vp" candidateUsers="an, binh"/>`;
  const job = userTask(
    `${people('an')}<zeebe:taskSchedule dueDate="2026-12-01T00:00:00Z"/><zeebe:priorityDefinition priority="10"/><zeebe:taskHeaders><zeebe:header key="k" value="v"/></zeebe:taskHeaders>`,
  );
  const kept = (more = '') => userTask(`<zeebe:userTask/>${more}`);
  const listener =
    '<zeebe:taskListeners><zeebe:taskListener eventType="creating" type="l"/></zeebe:taskListeners>';

  it('has one that the engine keeps: what the job said, for whom and how urgent as the target says', async () => {
    await engine.deploy(job);
    const pi = await engine.create({ who: 'chi' });
    const [active] = await engine.activate('io.camunda.zeebe:userTask');
    const to = await target(kept(people('=who') + listener));
    engine.records = [];
    await migrate(pi, to);
    const [task] = await engine.userTasks();
    expect(task).toMatchObject({
      state: 'CREATED',
      assignee: 'chi',
      candidateGroups: ['vp'],
      candidateUsers: ['an', 'binh'],
      dueDate: '2026-12-01T00:00:00Z',
      priority: 50,
      headers: { k: 'v' },
      process: 'q',
      elementId: 'u',
    });
    expect(
      engine.records
        .filter(({ valueType }) => /^(USER_TASK|JOB)$/.test(valueType))
        .map((r) => `${r.valueType} ${r.intent}`),
    ).toEqual([
      'JOB MIGRATED',
      'JOB CANCELED',
      'USER_TASK CREATING',
      'USER_TASK CREATED',
      'USER_TASK ASSIGNING',
      'USER_TASK ASSIGNED',
    ]);
    await expect(engine.do((x) => completeJob(x, active!.key, {}))).rejects.toThrow('no such job was found');
    const completion = { key: task!.key, variables: {}, action: 'complete' };
    await engine.userTask(task!.key, (x, onEnd) => completeUserTask(x, completion, onEnd));
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('may be migrated again, but not back', async () => {
    await engine.deploy(job);
    const pi = await engine.create();
    const to = await target(kept());
    await migrate(pi, to);
    await migrate(pi, to);
    const back = await target(job);
    await expect(migrate(pi, back)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      message: expect.stringContaining("implementation 'zeebe user task' is mapped to an user task"),
    });
    await engine.cancel(pi);
    expect(await engine.left()).toBe(0);
  });

  it('is refused when the target cannot tell whom the task is for', async () => {
    await engine.deploy(job);
    const pi = await engine.create();
    const to = await target(kept(people('=1')));
    await expect(migrate(pi, to)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
    });
    expect(await engine.userTasks()).toEqual([]);
  });
});
