// One run of the whole engine from a seed: random processes, clients that do all they may do, crashes at any
// write, clock jumps; then everybody does their part until nothing is left, and the books are balanced.
import { createHash } from 'node:crypto';
import type { ActivatedJob } from '../activation.ts';
import type { AdHocResult } from '../commands/adHocResult.ts';
import { cancelProcessInstance } from '../commands/cancelProcessInstance.ts';
import { createProcessInstance } from '../commands/createProcessInstance.ts';
import { deploy } from '../commands/deploy.ts';
import { resolveIncident } from '../commands/incidents.ts';
import { completeJob, failJob, throwJobError, updateJobRetries } from '../commands/jobs.ts';
import { publishMessage } from '../commands/messages.ts';
import { migrateProcessInstance } from '../commands/migrateProcessInstance.ts';
import { setVariables } from '../commands/setVariables.ts';
import { assignUserTask, completeUserTask, updateUserTask } from '../commands/userTasks.ts';
import { Rejection } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { FlowNode } from '../model/graph.ts';
import { Processor } from '../processor.ts';
import { type Incident, TERMINATING, type UserTask } from '../state/rows.ts';
import { isEnded } from '../testing/index.ts';
import { check } from './invariants.ts';
import { ERRORS, JOB_TYPES, LISTENER_TYPES, MESSAGES, randomModel } from './models.ts';
import { Random } from './random.ts';
import { SimClock } from './simClock.ts';
import { SimStore } from './simStore.ts';

export interface RunReport {
  seed: number;
  /** Nothing: all is well. */
  wrong: string[];
  instances: number;
  jobs: number;
  crashes: number;
  /** Of everything that ended, in order: the same seed gives the same. */
  digest: string;
}

/** JobKind of gateway.proto. */
const AD_HOC_SUB_PROCESS = 3;

/** A catch event that is no active element itself. */
function isAround({ type }: FlowNode): boolean {
  return type === 'BOUNDARY_EVENT' || type === 'START_EVENT';
}

const TENANT = '<default>';
const KEYS = ['a', 'b', 'c'];
const TIMEOUT = 30_000;
/** Listener events (ListenerEventType) whose transition may be denied. */
const DENIABLE = new Set([0, 2, 7]);
const STEPS = 120;
const MAX_DRAIN = 3_000;

class Simulation {
  readonly random: Random;
  readonly clock = new SimClock();
  readonly store: SimStore;
  readonly wrong: string[] = [];
  processor!: Processor;
  crashes = 0;
  completed = 0;
  private crashNow = false;
  private readonly created = new Set<number>();
  /** Jobs at work: when they may be given to another. */
  private readonly working = new Map<number, { job: ActivatedJob; free: number }>();
  private readonly done = new Set<number>();
  private messageCount = 0;
  private readonly published: string[] = [];

  constructor(readonly seed: number) {
    this.random = new Random(seed);
    this.store = new SimStore(this.clock, this.random);
    this.store.crashed = () => {
      this.crashNow = true;
    };
  }

  async run(): Promise<RunReport> {
    await this.start();
    await this.deploy();
    this.store.crashChance = this.random.pick([0, 0.003, 0.02]);
    for (let i = 0; i < STEPS && this.wrong.length === 0; i++) {
      this.act();
      await this.pass(this.random.int(40));
      if (this.random.chance(0.05)) await this.verify();
    }
    this.store.crashChance = 0;
    await this.drain();
    await this.balance();
    const { history } = this.store;
    const digest = createHash('sha256').update(JSON.stringify(history)).digest('hex').slice(0, 16);
    return {
      seed: this.seed,
      wrong: this.wrong,
      instances: history.length,
      jobs: this.completed,
      crashes: this.crashes,
      digest,
    };
  }

  private async start(): Promise<void> {
    this.processor = new Processor({
      store: this.store,
      clock: this.clock,
      maxResident: this.random.pick([2, 5, 1_000]),
      onError: (error) =>
        this.wrong.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
    const started = this.processor.start();
    let ready = false;
    started.then(
      () => {
        ready = true;
      },
      (error) => this.wrong.push(String(error?.stack ?? error)),
    );
    for (let i = 0; i < 1_000 && !ready && this.wrong.length === 0 && !this.crashNow; i++)
      await this.clock.run(5);
    if (!ready && !this.crashNow && this.wrong.length === 0) this.wrong.push('the engine does not start');
  }

  /** Lets time pass; after a crash, starts anew. */
  private async pass(ms: number): Promise<void> {
    await this.clock.run(ms);
    while (this.crashNow && this.wrong.length === 0) {
      this.crashNow = false;
      this.crashes++;
      this.clock.forget();
      await this.start();
    }
  }

  /** A client's call. After a crash nobody knows what became of it. */
  private call<T>(
    work: (x: Execution) => T,
    answered?: (result: T) => void,
    refused?: (error: Rejection) => void,
  ): void {
    const { generation } = this.store;
    this.processor.submit(work).then(
      (result) => {
        if (generation === this.store.generation) answered?.(result);
      },
      (error) => {
        if (!(error instanceof Rejection)) this.wrong.push(String(error?.stack ?? error));
        else if (error.code === 'INTERNAL') this.wrong.push(error.message);
        else refused?.(error);
      },
    );
  }

  private async deploy(): Promise<void> {
    const called: string[] = [];
    for (const id of ['inner', 'middle', 'outer']) {
      const content = randomModel(this.random, id, [...called]);
      this.call(
        (x) => deploy(x, [{ name: `${id}.bpmn`, content }], TENANT),
        undefined,
        (error) => this.wrong.push(error.message),
      );
      called.push(id);
      await this.pass(50);
    }
  }

  private act(): void {
    const { random } = this;
    const actions: [weight: number, action: () => void][] = [
      [3, () => this.create()],
      [6, () => this.work()],
      [4, () => this.finishOne()],
      [3, () => this.publish()],
      [1, () => this.fail()],
      [1, () => this.throwError()],
      [1, () => this.resolve()],
      [3, () => this.userTask()],
      [0.5, () => this.spoil()],
      [0.5, () => this.cancel()],
      [0.5, () => this.migrate()],
      [0.3, () => this.clock.jump(random.int(60_000))],
      [0.2, () => this.crash()],
    ];
    let at = random.next() * actions.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, action] of actions) {
      at -= weight;
      if (at > 0) continue;
      action();
      return;
    }
  }

  private crash(): void {
    this.store.generation++;
    this.crashNow = true;
  }

  private create(): void {
    const { random } = this;
    const variables = {
      key: random.pick(KEYS),
      n: random.chance(0.1) ? 'none' : random.int(6),
      items: Array.from({ length: random.int(4) }, (_, i) => i),
    };
    const bpmnProcessId = random.pick(['inner', 'middle', 'outer']);
    this.call(
      (x) =>
        createProcessInstance(x, {
          definitionKey: 0,
          bpmnProcessId,
          version: -1,
          variables,
          startElements: [],
          tenant: TENANT,
        }),
      ({ key }) => this.created.add(key),
    );
  }

  private work(wait = this.random.int(3_000)): void {
    const { generation } = this.store;
    this.processor.jobs.poll(
      {
        type: this.random.pick([...JOB_TYPES, ...LISTENER_TYPES]),
        worker: `w${this.random.int(3)}`,
        timeout: TIMEOUT,
        maxJobs: 1 + this.random.int(3),
        fetchVariables: [],
        tenants: [TENANT],
      },
      wait,
      (jobs) => {
        if (generation !== this.store.generation) return true;
        for (const job of jobs) this.took(job);
        return true;
      },
    );
  }

  private took(job: ActivatedJob): void {
    if (this.done.has(job.key)) this.wrong.push(`job ${job.key} was given out again after it was done`);
    const before = this.working.get(job.key);
    if (before && before.free > this.clock.now())
      this.wrong.push(`job ${job.key} was given out while another worker had it`);
    this.working.set(job.key, { job, free: job.deadline });
  }

  private someJob(): ActivatedJob | undefined {
    const all = [...this.working.values()];
    return all.length === 0 ? undefined : this.random.pick(all).job;
  }

  private finishOne(): void {
    const job = this.someJob();
    if (job === undefined) return;
    const ofTask = job.userTask !== undefined;
    const variables = !ofTask && this.random.chance(0.3) ? { n: this.random.int(6) } : {};
    const denied = DENIABLE.has(job.listenerEventType) && this.random.chance(0.3);
    const corrections =
      ofTask && !denied && this.random.chance(0.3) ? { priority: this.random.int(100) } : {};
    const adHoc = this.decide(job);
    const twice = this.random.chance(0.1) ? 2 : 1;
    for (let i = 0; i < twice; i++) {
      this.call(
        (x) =>
          completeJob(x, job.key, variables, {
            taskListener: { denied, deniedReason: 'no', corrections },
            ...(adHoc && { adHoc }),
          }),
        () => {
          if (this.done.has(job.key)) this.wrong.push(`job ${job.key} was completed twice`);
          this.done.add(job.key);
          this.completed++;
          this.working.delete(job.key);
        },
        (error) => {
          if (error.code === 'NOT_FOUND') this.working.delete(job.key);
        },
      );
    }
  }

  /** What the worker of an ad hoc sub-process says. */
  private decide(job: ActivatedJob, end = this.random.chance(0.4)): AdHocResult | undefined {
    if (job.kind !== AD_HOC_SUB_PROCESS) return undefined;
    const { adHocSubProcessElements: elements } = JSON.parse(job.variables) as {
      adHocSubProcessElements: { elementId: string }[];
    };
    return {
      activate: end ? [] : [{ elementId: this.random.pick(elements).elementId, variables: { of: job.key } }],
      completionConditionFulfilled: end,
      cancelRemainingInstances: this.random.chance(0.5),
    };
  }

  /** The worker gives the job back: anybody may get it from now on (said when it asks, as a crash may swallow the
   * answer, and again when it is answered, as it may have been given out between). */
  private release(key: number): void {
    const working = this.working.get(key);
    if (working) working.free = 0;
  }

  private fail(): void {
    const job = this.someJob();
    if (job === undefined) return;
    const retries = this.random.int(3);
    const retryBackOff = this.random.chance(0.5) ? this.random.int(20_000) : 0;
    this.release(job.key);
    const command = { key: job.key, retries, errorMessage: 'no', retryBackOff, variables: {} };
    this.call(
      (x) => failJob(x, command),
      () => this.release(job.key),
    );
  }

  private throwError(): void {
    const job = this.someJob();
    if (job === undefined) return;
    const errorCode = this.random.pick(ERRORS);
    this.release(job.key);
    this.call(
      (x) => throwJobError(x, { key: job.key, errorCode, errorMessage: '', variables: {} }),
      () => this.release(job.key),
    );
  }

  private publish(
    correlationKey = this.random.pick(KEYS),
    name = this.random.pick([...MESSAGES, 'start']),
  ): void {
    // Now and then one that was published before.
    const again = this.published.length > 0 && this.random.chance(0.1);
    const messageId = again ? this.random.pick(this.published) : `id${++this.messageCount}`;
    this.published.push(messageId);
    const timeToLive = this.random.pick([0, 5_000, 60_000]);
    this.call((x) =>
      publishMessage(x, {
        name,
        correlationKey,
        timeToLive,
        messageId,
        variables: { from: messageId, n: 2, items: [1], ...(name === 'start' && { key: correlationKey }) },
        tenant: TENANT,
      }),
    );
  }

  /** A person looks at incidents, as the monitor shows them, and puts right what is wrong. */
  private resolve(): void {
    for (const { key, data } of this.store.rows('incidents').slice(0, 5)) {
      const { pi, job } = JSON.parse(data) as Incident;
      this.call((x) => {
        if (x.state.incidents.get(key) === undefined) return;
        const ends = !x.state.instances.resident(pi) || x.element(pi)?.state === TERMINATING;
        if (!ends) set(x, pi, { n: 1, key: 'a', items: [] });
        if (job !== 0) updateJobRetries(x, job, 3);
        resolveIncident(x, key);
      });
    }
  }

  /** A person does something with a user task, as the monitor shows it. */
  private userTask(): void {
    const { random } = this;
    const all = this.openUserTasks();
    if (all.length === 0) return;
    const about = { key: random.pick(all), action: 'do' };
    const told = () => undefined;
    const [n, priority, assignee] = [random.int(6), random.int(100), random.pick(['', 'an', 'binh'])];
    const allowOverride = random.chance(0.5);
    const commands: ((x: Execution) => void)[] = [
      (x) => completeUserTask(x, { ...about, variables: { n } }, told),
      (x) => updateUserTask(x, { ...about, changes: { priority } }, told),
      (x) => assignUserTask(x, { ...about, assignee, allowOverride }, told),
    ];
    this.call(random.pick(commands));
  }

  private openUserTasks(): number[] {
    return this.store
      .rows('user_tasks')
      .filter(({ data }) => (JSON.parse(data) as UserTask).ended === undefined)
      .map(({ key }) => key);
  }

  private completeUserTasks(): void {
    for (const key of this.openUserTasks())
      this.call((x) => completeUserTask(x, { key, variables: {}, action: '' }, () => undefined));
  }

  private spoil(): void {
    const key = this.someInstance();
    if (key !== undefined) this.call((x) => set(x, key, { n: 'spoilt' }));
  }

  private cancel(): void {
    const key = this.someInstance();
    if (key !== undefined) this.call((x) => cancelProcessInstance(x, key));
  }

  /** To the process that it runs already, element by element; timers may be set anew. */
  private migrate(): void {
    const key = this.someInstance();
    if (key === undefined) return;
    const renew = this.random.chance(0.5);
    this.call((x) => {
      const root = x.state.instances.resident(key) && x.element(key);
      if (!root) return;
      const { nodes, flows } = x.graph(root);
      const kept = nodes.filter(
        (node) => node.scope && !(renew && node.event?.kind === 'timer' && isAround(node)),
      );
      const mappings = [...kept, ...flows].map(({ id }) => ({ source: id, target: id }));
      migrateProcessInstance(x, { key, target: root.root!.definition, mappings });
    });
  }

  private someInstance(): number | undefined {
    const all = [...this.created];
    return all.length === 0 ? undefined : this.random.pick(all);
  }

  private async verify(): Promise<void> {
    this.call((x) => {
      for (const problem of check(x)) this.wrong.push(problem);
    });
    await this.pass(20);
  }

  /** Everybody does their part until nothing is left. */
  private async drain(): Promise<void> {
    for (let i = 0; i < MAX_DRAIN && this.wrong.length === 0; i++) {
      const left = await this.ask((x) => rest(x));
      if (left === 0 && this.store.rows('instances').length === 0) return;
      for (const type of [...JOB_TYPES, ...LISTENER_TYPES]) if (this.random.chance(0.9)) this.drainType(type);
      this.completeUserTasks();
      for (const key of KEYS)
        for (const name of MESSAGES) if (this.random.chance(0.3)) this.publish(key, name);
      this.resolve();
      await this.pass(5_000);
      for (const { job } of [...this.working.values()]) {
        const adHoc = this.decide(job, true);
        this.call(
          (x) => completeJob(x, job.key, {}, { ...(adHoc && { adHoc }) }),
          () => {
            this.done.add(job.key);
            this.completed++;
            this.working.delete(job.key);
          },
          () => this.working.delete(job.key),
        );
      }
      await this.pass(100);
      if (i % 20 === 0) await this.verify();
    }
    if (this.wrong.length === 0) {
      const what = await this.ask((x) =>
        [...x.state.instances.all()].map((r) =>
          [...r.elements.values()].map((el) => `${x.node(el).id}:${el.state}:${JSON.stringify(el)}`),
        ),
      );
      const resting = ['instances', 'message_subscriptions', 'messages'].flatMap((name) =>
        this.store.rows(name).map(({ data }) => data),
      );
      this.wrong.push(
        `instances do not come to their end: ${JSON.stringify(what).slice(0, 3_000)}; at rest: ${resting.join().slice(0, 3_000)}`,
      );
    }
  }

  private drainType(type: string): void {
    const { generation } = this.store;
    this.processor.jobs.poll(
      { type, worker: 'drain', timeout: TIMEOUT, maxJobs: 100, fetchVariables: [], tenants: [TENANT] },
      1_000,
      (jobs) => {
        if (generation === this.store.generation) for (const job of jobs) this.took(job);
        return true;
      },
    );
  }

  private async ask<T>(work: (x: Execution) => T): Promise<T | undefined> {
    let result: T | undefined;
    this.call(work, (value) => {
      result = value;
    });
    await this.pass(200);
    return result;
  }

  /** Nothing is left in memory or in the store, and every acknowledged instance has ended once. */
  private async balance(): Promise<void> {
    if (this.wrong.length > 0) return;
    await this.pass(2 * 3_600_000);
    await this.verify();
    for (const name of [
      'instances',
      'elements',
      'jobs',
      'timers',
      'message_subscriptions',
      'incidents',
      'start_locks',
      'continuations',
      'messages',
    ]) {
      const rows = await this.store.all(name);
      if (rows.length > 0)
        this.wrong.push(`${name} are left in the store: ${JSON.stringify(rows.slice(0, 3))}`);
    }
    if (this.openUserTasks().length > 0) this.wrong.push('user tasks are left in the store');
    const ended = new Map<number, number>();
    for (const { key } of this.store.history) ended.set(key, (ended.get(key) ?? 0) + 1);
    for (const [key, times] of ended) if (times > 1) this.wrong.push(`instance ${key} ended ${times} times`);
    for (const key of this.created) if (!ended.has(key)) this.wrong.push(`instance ${key} was lost`);
    for (const { key, path } of this.store.history) {
      const keys = path.filter((entry) => entry[0] === 0).map((entry) => entry[2]);
      if (new Set(keys).size !== keys.length) this.wrong.push(`instance ${key} left an element twice`);
    }
  }
}

function set(x: Execution, key: number, variables: VariableContext): void {
  setVariables(x, { key, variables, local: false }, () => undefined);
}

function rest(x: Execution): number {
  let count = x.state.instances.residentCount;
  for (const table of x.state.tables)
    if (table.name !== 'resources' && table.name !== 'messages')
      for (const row of table.values()) if (!isEnded(row)) count++;
  return count;
}

export async function simulate(seed: number): Promise<RunReport> {
  return new Simulation(seed).run();
}
