import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActivatedJob } from '../activation.ts';
import { completeJob, failJob, throwJobError, updateJobRetries } from '../commands/jobs.ts';
import { modifyProcessInstance } from '../commands/modifyProcessInstance.ts';
import { NO_RESULT, type TaskListenerResult } from '../commands/taskListenerJobs.ts';
import { assignUserTask, completeUserTask, updateUserTask } from '../commands/userTasks.ts';
import type { UserTask } from '../state/rows.ts';
import { bpmn, flow, service, type TestEngine, testEngine } from '../testing/index.ts';

let engine: TestEngine;
beforeEach(async () => {
  engine = await testEngine();
});
afterEach(() => engine.stop());

const listener = (eventType: string, type: string) =>
  `<zeebe:taskListener eventType="${eventType}" type="${type}"/>`;
const model = (inside: string, ...listeners: string[]) =>
  bpmn(
    `<bpmn:startEvent id="s"/>${flow('s', 'u')}<bpmn:userTask id="u" name="Trình ký"><bpmn:extensionElements><zeebe:userTask/>${inside}<zeebe:taskListeners>${listeners.join('')}</zeebe:taskListeners></bpmn:extensionElements></bpmn:userTask><bpmn:boundaryEvent id="b" attachedToRef="u"><bpmn:signalEventDefinition signalRef="sig"/></bpmn:boundaryEvent>${flow('u', 'e')}<bpmn:endEvent id="e"/>${flow('b', 'e2')}<bpmn:endEvent id="e2"/>`,
    '<bpmn:signal id="sig" name="stop"/>',
  );

async function start(inside = '', ...listeners: string[]): Promise<{ pi: number; task: UserTask }> {
  await engine.deploy(model(inside, ...listeners));
  const pi = await engine.create({ who: 'an' });
  return { pi, task: await task() };
}
const task = async () => (await engine.userTasks()).at(-1)!;
const complete = (key: number, variables = {}) =>
  engine.userTask(key, (x, onEnd) => completeUserTask(x, { key, variables, action: 'complete' }, onEnd));
const assign = (key: number, assignee: string, allowOverride = true) =>
  engine.userTask(key, (x, onEnd) =>
    assignUserTask(x, { key, assignee, allowOverride, action: 'assign' }, onEnd),
  );
const update = (key: number, changes: Parameters<typeof updateUserTask>[1]['changes']) =>
  engine.userTask(key, (x, onEnd) => updateUserTask(x, { key, changes, action: 'update' }, onEnd));
async function listen(type: string, result?: Partial<TaskListenerResult>): Promise<ActivatedJob> {
  const [job] = await engine.activate(type);
  await finish(job!, result);
  return job!;
}
const finish = (job: ActivatedJob, result: Partial<TaskListenerResult> = {}, variables = {}) =>
  engine.do((x) => completeJob(x, job.key, variables, { taskListener: { ...NO_RESULT, ...result } }));
/** What a promise was refused with; listened to from the start. */
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: Error) => error.message,
  );
const intents = () =>
  engine.records
    .filter((r) => r.valueType === 'USER_TASK' || r.elementId === 'u')
    .filter((r) => r.valueType !== 'JOB')
    .map((r) => r.intent);

describe('a user task of the engine', () => {
  it('goes from creation to completion with the records that Zeebe documents', async () => {
    const { pi, task } = await start('<zeebe:assignmentDefinition assignee="=who"/>');
    await assign(task.key, 'binh');
    await update(task.key, { priority: 70 });
    await complete(task.key, { approved: true });
    expect(intents()).toEqual([
      'ELEMENT_ACTIVATING',
      'CREATED', // the subscription of the boundary event
      'CREATING',
      'ELEMENT_ACTIVATED',
      'CREATED',
      'ASSIGNING',
      'ASSIGNED',
      'ASSIGNING',
      'ASSIGNED',
      'UPDATING',
      'UPDATED',
      'COMPLETING',
      'COMPLETED',
      'ELEMENT_COMPLETING',
      'DELETED',
      'ELEMENT_COMPLETED',
    ]);
    expect(engine.result(pi)).toEqual({ who: 'an', approved: true });
    expect(await engine.left()).toBe(0);
  });

  it('has the attributes that its model gives it', async () => {
    const { task } = await start(
      '<zeebe:assignmentDefinition assignee="=who" candidateGroups="clerks, leaders" candidateUsers="=[who, &quot;binh&quot;]"/><zeebe:taskSchedule dueDate="=now() + duration(&quot;P1D&quot;)" followUpDate="2026-12-01T08:00+07:00"/><zeebe:priorityDefinition priority="=30 + 1"/><zeebe:formDefinition externalReference="=who + &quot;-form&quot;"/>',
    );
    expect(task).toMatchObject({
      state: 'CREATED',
      process: 'p',
      elementId: 'u',
      name: 'Trình ký',
      assignee: 'an',
      candidateGroups: ['clerks', 'leaders'],
      candidateUsers: ['an', 'binh'],
      dueDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      followUpDate: '2026-12-01T08:00+07:00',
      priority: 31,
      externalFormReference: 'an-form',
    });
  });

  it.each([
    ['a priority beyond 100', '<zeebe:priorityDefinition priority="=101"/>', 'range [0,100]'],
    ['a due date that is none', '<zeebe:taskSchedule dueDate="mai"/>', "Invalid date-time format 'mai'"],
    ['an assignee that is no text', '<zeebe:assignmentDefinition assignee="=1"/>', "'STRING'"],
  ])('is held up by %s', async (_what, inside, message) => {
    await start(inside);
    expect(await engine.incident()).toMatchObject({
      type: 'EXTRACT_VALUE_ERROR',
      message: expect.stringContaining(message),
    });
  });

  it('has the tags of its instance', async () => {
    await engine.deploy(model(''));
    await engine.create({ who: 'an' }, 'p', { tags: ['urgent', 'from:H56'] });
    expect((await task()).tags).toEqual(['urgent', 'from:H56']);
  });

  it('is nobody’s when its assignee is null, and can be claimed once', async () => {
    const {
      task: { key },
    } = await start('<zeebe:assignmentDefinition assignee="=null"/>');
    expect(await task()).toMatchObject({ assignee: '' });
    await assign(key, 'an', false);
    await assign(key, 'an', false);
    expect(await refusal(assign(key, 'binh', false))).toBe(
      `Command 'CLAIM' rejected with code 'INVALID_STATE': Expected to claim user task with key '${key}', but it has already been assigned`,
    );
    await assign(key, '');
    await assign(key, 'binh', false);
    expect(await task()).toMatchObject({ assignee: 'binh' });
    expect(engine.records.filter((r) => r.intent === 'CLAIMING')).toHaveLength(3);
  });

  it('that has ended is not found', async () => {
    const {
      task: { key },
    } = await start();
    await complete(key);
    expect(await refusal(complete(key))).toBe(
      `Command 'COMPLETE' rejected with code 'NOT_FOUND': Expected to complete user task with key '${key}', but no such user task was found`,
    );
    expect(await task()).toMatchObject({ state: 'COMPLETED', ended: expect.any(Number) });
  });

  it('is canceled with its element', async () => {
    const { pi } = await start();
    await engine.cancel(pi);
    expect(await task()).toMatchObject({ state: 'CANCELED' });
    expect(await engine.left()).toBe(0);
  });
});

describe('task listeners', () => {
  it('run one after the other on each change, and see what it changes', async () => {
    const {
      task: { key },
    } = await start(
      '<zeebe:assignmentDefinition assignee="=who"/><zeebe:taskHeaders><zeebe:header key="kind" value="sign"/></zeebe:taskHeaders>',
      listener('creating', 'c1'),
      listener('creating', 'c2'),
      listener('assigning', 'a'),
      listener('updating', 'u'),
      listener('completing', 'done'),
    );
    expect(await task()).toMatchObject({ state: 'CREATING' });
    expect(await listen('c1')).toMatchObject({
      kind: 2,
      listenerEventType: 3,
      elementId: 'u',
      userTask: { userTaskKey: key, assignee: 'an', priority: 50, changedAttributes: [] },
    });
    await listen('c2');
    expect(await task()).toMatchObject({ state: 'ASSIGNING', assignee: '' });
    expect(await listen('a')).toMatchObject({
      listenerEventType: 0,
      userTask: { changedAttributes: ['assignee'] },
    });
    expect(await task()).toMatchObject({ state: 'CREATED', assignee: 'an' });

    const updated = update(key, { candidateGroups: ['leaders'], priority: 50 });
    const job = await listen('u');
    expect(job).toMatchObject({
      listenerEventType: 7,
      userTask: { action: 'update', candidateGroups: ['leaders'], changedAttributes: ['candidateGroups'] },
    });
    expect(JSON.parse(job.customHeaders)).toEqual({
      kind: 'sign',
      'io.camunda.zeebe:userTaskKey': String(key),
      'io.camunda.zeebe:action': 'update',
      'io.camunda.zeebe:assignee': 'an',
      'io.camunda.zeebe:candidateGroups': '["leaders"]',
      'io.camunda.zeebe:changedAttributes': '["candidateGroups"]',
      'io.camunda.zeebe:priority': '50',
    });
    await updated;

    const completed = complete(key, { approved: true });
    const [last] = await engine.activate('done');
    expect(last).toMatchObject({ listenerEventType: 2, variables: '{"who":"an"}' });
    expect(await refusal(complete(key))).toContain("it is in state 'COMPLETING'");
    await finish(last!);
    await completed;
    expect(await task()).toMatchObject({ state: 'COMPLETED', candidateGroups: ['leaders'] });
    expect(await engine.left()).toBe(0);
  });

  it('correct the task, for the listeners after them as well', async () => {
    const {
      task: { key },
    } = await start(
      '',
      listener('assigning', 'a1'),
      listener('assigning', 'a2'),
      listener('assigning', 'a3'),
    );
    const assigned = assign(key, 'an');
    await listen('a1', { corrections: { assignee: 'binh', priority: 80 } });
    expect(await listen('a2', { corrections: { priority: 50, candidateUsers: [] } })).toMatchObject({
      userTask: { assignee: 'binh', priority: 80, changedAttributes: ['assignee', 'priority'] },
    });
    expect(await listen('a3')).toMatchObject({ userTask: { changedAttributes: ['assignee'] } });
    await assigned;
    expect(await task()).toMatchObject({ assignee: 'binh', priority: 50 });
    expect(engine.records.filter((r) => r.intent === 'CORRECTED')).toHaveLength(2);
  });

  it('deny a change: the task is as it was, and who asked is told why', async () => {
    const {
      pi,
      task: { key },
    } = await start(
      '',
      listener('completing', 'c1'),
      listener('completing', 'c2'),
      listener('assigning', 'a'),
      listener('updating', 'u'),
    );
    const completed = refusal(complete(key, { approved: true }));
    await listen('c1', { corrections: { priority: 1 } });
    await listen('c2', { denied: true, deniedReason: 'thiếu ý kiến' });
    expect(await completed).toBe(
      `Command 'COMPLETE' rejected with code 'INVALID_STATE': Completion of the User Task with key '${key}' was denied by Task Listener. Reason to deny: 'thiếu ý kiến'`,
    );
    const assigned = refusal(assign(key, 'an', false));
    await listen('a', { denied: true });
    expect(await assigned).toContain(
      "Command 'CLAIM' rejected with code 'INVALID_STATE': Assignment of the User Task",
    );
    const updated = refusal(update(key, { priority: 9 }));
    await listen('u', { denied: true });
    expect(await updated).toContain('Update of the User Task');
    expect(await task()).toMatchObject({ state: 'CREATED', assignee: '', priority: 50 });
    expect(intents().filter((intent) => intent.endsWith('DENIED'))).toEqual([
      'COMPLETION_DENIED',
      'ASSIGNMENT_DENIED',
      'UPDATE_DENIED',
    ]);
    expect(await engine.variables(pi)).toEqual({ who: 'an' });
  });

  it('may not bring variables, deny a creation, throw errors, or correct what the process has decided', async () => {
    await start('<zeebe:assignmentDefinition assignee="=who"/>', listener('creating', 'c'));
    const [job] = await engine.activate('c');
    expect(await refusal(finish(job!, {}, { n: 1 }))).toContain(
      'variables payload provided is not yet supported',
    );
    expect(await refusal(finish(job!, { denied: true }))).toContain("rejected with code 'INVALID_ARGUMENT'");
    expect(await refusal(finish(job!, { corrections: { assignee: 'binh' } }))).toContain(
      'specifies an assignee',
    );
    expect(await refusal(finish(job!, { corrections: { priority: 101 } }))).toContain('range [0,100]');
    expect(await refusal(finish(job!, { corrections: { dueDate: 'mai' } }))).toContain('ISO 8601');
    expect(
      await refusal(
        engine.do((x) =>
          throwJobError(x, { key: job!.key, errorCode: 'E', errorMessage: '', variables: {} }),
        ),
      ),
    ).toContain('Cannot throw BPMN error from TASK_LISTENER job');
    await finish(job!, { corrections: { priority: 60 } });
    expect(await task()).toMatchObject({ state: 'CREATED', assignee: 'an', priority: 60 });
  });

  it('assign a task on its creation that the process gives nobody', async () => {
    await start('', listener('creating', 'c'), listener('assigning', 'never'));
    await listen('c', { corrections: { assignee: 'binh' } });
    expect(await task()).toMatchObject({ state: 'CREATED', assignee: 'binh' });
    expect(await engine.activate('never', 1, 0)).toEqual([]);
  });

  it('hold a change up when they fail for good, and go on from there when resolved', async () => {
    const {
      task: { key },
    } = await start('', listener('completing', 'c1'), listener('completing', 'c2'));
    const completed = complete(key);
    await listen('c1', { corrections: { priority: 1 } });
    const [job] = await engine.activate('c2');
    await engine.do((x) =>
      failJob(x, { key: job!.key, retries: 0, errorMessage: 'hỏng', retryBackOff: 0, variables: {} }),
    );
    const incident = await engine.incident();
    expect(incident).toMatchObject({ type: 'TASK_LISTENER_NO_RETRIES', job: job!.key });
    await engine.do((x) => updateJobRetries(x, job!.key, 1));
    await engine.resolve(incident!.key);
    await listen('c2');
    await completed;
    expect(await task()).toMatchObject({ state: 'COMPLETED', priority: 1 });
    expect(await engine.left()).toBe(0);
  });

  it('all run again after an expression of one of them failed', async () => {
    const {
      pi,
      task: { key },
    } = await start('', listener('completing', 'c1'), listener('completing', '=second'));
    const completed = complete(key, { approved: true });
    await listen('c1', { corrections: { priority: 1 } });
    const incident = await engine.incident();
    expect(incident).toMatchObject({ type: 'EXTRACT_VALUE_ERROR', elementId: 'u', job: 0 });
    await engine.setVariables(pi, { second: 'c2' });
    await engine.resolve(incident!.key);
    await listen('c1');
    await listen('c2');
    await completed;
    expect(engine.result(pi)).toEqual({ who: 'an', second: 'c2', approved: true });
    expect(await task()).toMatchObject({ priority: 50 });
  });

  it('see an element’s end: interrupted by an event, or with its instance', async () => {
    const {
      task: { key },
    } = await start('', listener('canceling', 'gone'), listener('completing', 'c'));
    const completed = refusal(complete(key));
    const [job] = await engine.activate('c');
    await engine.do((x) => x.steps.push({ do: 'terminate', key: job!.elementInstanceKey }));
    expect(await completed).toContain('was canceled');
    expect(await refusal(finish(job!))).toContain('no such job was found');
    expect(await task()).toMatchObject({ state: 'CANCELING' });
    expect(await listen('gone')).toMatchObject({ listenerEventType: 1 });
    expect(await task()).toMatchObject({ state: 'CANCELED' });

    const second = await engine.create({});
    await engine.cancel(second);
    expect(engine.ended(second)).toBe(false);
    await listen('gone');
    expect(engine.ended(second)).toBe(true);
    expect(intents().slice(-3)).toEqual(['CANCELING', 'CANCELED', 'ELEMENT_TERMINATED']);
    expect(await engine.left()).toBe(0);
  });

  it('do not see that a modification terminates the task', async () => {
    const { pi, task: before } = await start('', listener('canceling', 'gone'), listener('updating', 'u'));
    const updated = refusal(update(before.key, { priority: 1 }));
    const modification = { key: pi, activate: [], terminate: [before.el] };
    await engine.do((x) => modifyProcessInstance(x, modification));
    expect(await updated).toContain('was canceled');
    expect(await engine.activate('gone', 1, 0)).toEqual([]);
    expect(await task()).toMatchObject({ state: 'CANCELED' });
    expect(engine.ended(pi)).toBe(true);
    expect(intents().slice(-3)).toEqual(['CANCELING', 'CANCELED', 'ELEMENT_TERMINATED']);
    expect(await engine.left()).toBe(0);
  });

  it('see once that a task ends in the same run in which it began', async () => {
    await engine.deploy(
      bpmn(
        `<bpmn:startEvent id="s"/>${flow('s', 'g')}<bpmn:parallelGateway id="g"/>${flow('g', 'e')}${flow('g', 'u')}<bpmn:userTask id="u"><bpmn:extensionElements><zeebe:userTask/><zeebe:assignmentDefinition assignee="an"/><zeebe:taskListeners>${listener('canceling', 'gone')}</zeebe:taskListeners></bpmn:extensionElements></bpmn:userTask><bpmn:endEvent id="e"><bpmn:terminateEventDefinition/></bpmn:endEvent>`,
      ),
    );
    const pi = await engine.create({});
    await listen('gone');
    expect(await engine.activate('gone')).toEqual([]);
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('see variables that are set on the task', async () => {
    const { pi, task } = await start('', listener('updating', 'u'));
    const set = engine.setVariables(task.el, { draft: 2 });
    const [job] = await engine.activate('u');
    expect(job).toMatchObject({
      userTask: { changedAttributes: ['variables'], action: 'update' },
      variables: '{"who":"an"}',
    });
    await finish(job!);
    await set;
    expect(await engine.variables(pi)).toEqual({ who: 'an', draft: 2 });
  });
});

it('execution listeners and task listeners of one element do not get in each other’s way', async () => {
  await engine.deploy(
    model(
      '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="x1"/><zeebe:executionListener eventType="end" type="x2"/></zeebe:executionListeners>',
      listener('creating', 'c'),
      listener('completing', 'd'),
    )
      .replace(
        '<bpmn:endEvent id="e"/>',
        `${service('after', 'after')}${flow('after', 'e')}<bpmn:endEvent id="e"/>`,
      )
      .replace('targetRef="e"', 'targetRef="after"'),
  );
  const pi = await engine.create();
  await engine.work('x1');
  await listen('c');
  const { key } = await task();
  const completed = complete(key, { n: 1 });
  await listen('d');
  await completed;
  await engine.work('x2');
  await engine.work('after');
  expect(engine.result(pi)).toEqual({ n: 1 });
  expect(await engine.left()).toBe(0);
});
