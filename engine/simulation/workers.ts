// Workers: they poll and stream, complete jobs (some twice), fail them, throw errors, vanish with what they got.
import type { ActivatedJob, Activation } from '../activation.ts';
import type { AdHocResult } from '../commands/adHocResult.ts';
import { completeJob, failJob, throwJobError, updateJobRetries, updateJobTimeout } from '../commands/jobs.ts';
import { ERRORS, JOB_TYPES, LISTENER_TYPES, USER_TASK_JOB } from './models/names.ts';
import { TENANT, type World } from './world.ts';

/** JobKind of gateway.proto. */
const AD_HOC_SUB_PROCESS = 3;
/** Listener events (ListenerEventType) whose transition may be denied. */
const DENIABLE = new Set([0, 2, 7]);
const TIMEOUT = 30_000;
/** A worker whose time is over is told so within this time, the database refusing meanwhile or not. */
const LATE = 120_000;
export const TYPES = [...JOB_TYPES, USER_TASK_JOB, ...LISTENER_TYPES];

export class Workers {
  completed = 0;
  readonly done = new Set<number>();
  /** Jobs at work: when they may be given to another. */
  private readonly working = new Map<number, { job: ActivatedJob; free: number }>();
  private readonly polls = new Set<{ over: number; generation: number }>();

  constructor(private readonly world: World) {}

  poll(
    type = this.world.random.pick(TYPES),
    maxJobs = 1 + this.world.random.int(3),
    wait = this.world.random.int(3_000),
  ): void {
    const { generation } = this.world.store;
    const asked = { over: this.world.clock.elapsed + wait + LATE, generation };
    this.polls.add(asked);
    this.world.processor.jobs.poll(this.activation(type, maxJobs), wait, (jobs, more) => {
      if (!this.polls.has(asked)) this.world.wrong.push(`a poll for ${type} was answered twice`);
      const there = this.take(jobs, generation);
      if (!more || !there) this.polls.delete(asked);
      return there;
    });
  }

  /** A stream that stays for some jobs, or for some time. */
  stream(): void {
    const { random, clock, processor, store } = this.world;
    const { generation } = store;
    const type = random.pick(TYPES);
    let room = 1 + random.int(4);
    const leave = processor.jobs.stream({
      activation: this.activation(type, 1),
      take: (jobs) => {
        room -= jobs.length;
        return this.take(jobs, generation);
      },
      room: () => Math.max(0, room),
      end: () => undefined,
    });
    clock.after(random.int(20_000), () => {
      room = 1;
    });
    clock.after(random.int(40_000), leave);
  }

  private activation(type: string, maxJobs: number): Activation {
    const worker = `w${this.world.random.int(3)}`;
    return { type, worker, timeout: TIMEOUT, maxJobs, fetchVariables: [], tenants: [TENANT] };
  }

  /** @returns false when the worker is gone, and with it what it was given */
  private take(jobs: ActivatedJob[], generation: number): boolean {
    if (generation !== this.world.store.generation) return true;
    if (jobs.length > 0 && this.world.random.chance(0.05)) return false;
    for (const job of jobs) this.took(job);
    return true;
  }

  private took(job: ActivatedJob): void {
    const { wrong } = this.world;
    if (this.done.has(job.key)) wrong.push(`job ${job.key} was given out again after it was done`);
    const before = this.working.get(job.key);
    if (before && before.free > this.world.latest)
      wrong.push(`job ${job.key} was given out while another worker had it`);
    this.working.set(job.key, { job, free: job.deadline });
  }

  /** A worker whose time is over has been told. */
  check(): void {
    const { clock, store, wrong } = this.world;
    for (const { over, generation } of this.polls)
      if (generation === store.generation && over < clock.elapsed)
        wrong.push('a worker that waited for jobs was never answered');
  }

  private some(): ActivatedJob | undefined {
    const all = [...this.working.values()];
    return all.length === 0 ? undefined : this.world.random.pick(all).job;
  }

  finishOne(): void {
    const { random } = this.world;
    const job = this.some();
    if (job === undefined) return;
    const ofTask = job.userTask !== undefined;
    const variables = !ofTask && random.chance(0.3) ? { n: random.int(6) } : {};
    const denied = DENIABLE.has(job.listenerEventType) && random.chance(0.3);
    const corrections = ofTask && !denied && random.chance(0.3) ? { priority: random.int(100) } : {};
    const adHoc = this.decide(job);
    const result = { taskListener: { denied, deniedReason: 'no', corrections }, ...(adHoc && { adHoc }) };
    const times = random.chance(0.1) ? 2 : 1;
    for (let i = 0; i < times; i++)
      this.world.call(
        (x) => completeJob(x, job.key, variables, result),
        () => this.completedOne(job.key),
        (error) => {
          if (error.code === 'NOT_FOUND') this.working.delete(job.key);
        },
      );
  }

  /** Somebody has not heard that another engine has taken the place. */
  lag(): void {
    const key = (this.world.random.chance(0.5) && this.some()?.key) || 1;
    this.world.callEarlier((x) => completeJob(x, key, {}));
  }

  /** All that workers have, as it should be. */
  finishAll(): void {
    for (const { job } of [...this.working.values()]) {
      const adHoc = this.decide(job, true);
      this.world.call(
        (x) => completeJob(x, job.key, {}, { ...(adHoc && { adHoc }) }),
        () => this.completedOne(job.key),
        () => this.working.delete(job.key),
      );
    }
  }

  private completedOne(key: number): void {
    if (this.done.has(key)) this.world.wrong.push(`job ${key} was completed twice`);
    this.done.add(key);
    this.completed++;
    this.working.delete(key);
  }

  /** What the worker of an ad hoc sub-process says. */
  private decide(job: ActivatedJob, end = this.world.random.chance(0.4)): AdHocResult | undefined {
    if (job.kind !== AD_HOC_SUB_PROCESS) return undefined;
    const { random } = this.world;
    const { adHocSubProcessElements: elements } = JSON.parse(job.variables) as {
      adHocSubProcessElements: { elementId: string }[];
    };
    return {
      activate: end ? [] : [{ elementId: random.pick(elements).elementId, variables: { of: job.key } }],
      completionConditionFulfilled: end,
      cancelRemainingInstances: random.chance(0.5),
    };
  }

  /** The worker gives the job back: anybody may get it from now on (said when it asks, as a crash may swallow the
   * answer, and again when it is answered, as it may have been given out between). */
  private release(key: number): void {
    const working = this.working.get(key);
    if (working) working.free = 0;
  }

  fail(): void {
    const { random } = this.world;
    const job = this.some();
    if (job === undefined) return;
    const retries = random.int(3);
    const retryBackOff = random.chance(0.5) ? random.int(20_000) : 0;
    this.release(job.key);
    this.world.call(
      (x) => failJob(x, { key: job.key, retries, errorMessage: 'no', retryBackOff, variables: {} }),
      () => this.release(job.key),
    );
  }

  throwError(): void {
    const job = this.some();
    if (job === undefined) return;
    const errorCode = this.world.random.pick(ERRORS);
    this.release(job.key);
    this.world.call(
      (x) => throwJobError(x, { key: job.key, errorCode, errorMessage: '', variables: {} }),
      () => this.release(job.key),
    );
  }

  /** More time, or less; more retries. */
  update(): void {
    const { random } = this.world;
    const job = this.some();
    if (job === undefined) return;
    if (random.chance(0.5)) {
      this.world.call((x) => updateJobRetries(x, job.key, 1 + random.int(3)));
      return;
    }
    const timeout = random.int(60_000);
    this.release(job.key);
    this.world.call(
      (x) => updateJobTimeout(x, job.key, timeout),
      () => this.release(job.key),
    );
  }
}
