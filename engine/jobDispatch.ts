// Brings ready jobs and waiting workers together: long polls and job streams, oldest job first.
import { type ActivatedJob, type Activation, activateJobs } from './activation.ts';
import type { Clock } from './clock.ts';
import { Rejection } from './errors.ts';
import type { Execution } from './execution.ts';
import { ReadyJobs } from './readyJobs.ts';
import { ACTIVE, type Job, READY } from './state/rows.ts';
import type { Loaded } from './state/store.ts';
import { type LoadRequest, NotResident } from './state/table.ts';

export interface DispatchOptions {
  x: Execution;
  clock: Clock;
  execute: <T>(work: (x: Execution) => T) => T;
  load: (request: LoadRequest) => Promise<void>;
  /** Calls back when what has been done so far is durable. */
  deliver: (answer: () => void) => void;
  /** Asks for another round of `dispatch`. */
  wake: () => void;
  submit: (work: (x: Execution) => void) => void;
  checkpoint: () => Promise<void>;
  byType: (type: string, limit: number) => Promise<Loaded[]>;
  /** The store may have ready jobs. */
  atRest: boolean;
  report: (error: unknown) => void;
  /** Workers that waited before a restart. */
  waiting?: JobDispatch;
}

/** A worker that waits. @returns from `take` whether it is still there to take the jobs */
interface Waiting {
  activation: Activation;
  take: (jobs: ActivatedJob[]) => boolean;
  /** A stream: how many it can take now; stays after taking. */
  capacity?: () => number;
  cancelTimer?: () => void;
  /** Does not wait: is answered with what there is. */
  once?: true;
}

const MAX_WAITING = 50_000;
const REFILL = 5_000;
/** A stream gets at least so many jobs in a round if there are any, and its share of what is ready. */
const STREAM_BATCH = 64;

export class JobDispatch {
  private readonly queues = new Map<string, ReadyJobs>();
  private readonly waiting: Map<string, Set<Waiting>>;
  /** Types that may have both jobs and workers. */
  private readonly active = new Set<string>();
  private readonly refilling = new Set<string>();
  private count = 0;

  constructor(private readonly options: DispatchOptions) {
    this.waiting = options.waiting?.waiting ?? new Map();
    this.count = options.waiting?.count ?? 0;
    for (const type of this.waiting.keys()) this.active.add(type);
  }

  ready(type: string, tenant: string, key: number): void {
    this.queue(type, tenant).push(key);
    if (this.waiting.has(type)) this.active.add(type);
  }

  /** A worker asks for jobs. `take` is called once: with jobs, or with none after `wait` ms.
   * @param wait 0 or less: answer at once. @returns how to leave */
  poll(activation: Activation, wait: number, take: (jobs: ActivatedJob[]) => boolean): () => void {
    const waiting: Waiting = { activation, take };
    const leave = this.add(waiting);
    if (wait <= 0) waiting.once = true;
    else {
      waiting.cancelTimer = this.options.clock.after(wait, () => {
        leave();
        take([]);
      });
    }
    this.options.wake();
    return leave;
  }

  /** A worker takes jobs as they come. @returns how to leave */
  stream(
    activation: Activation,
    take: (jobs: ActivatedJob[]) => boolean,
    capacity: () => number,
  ): () => void {
    const leave = this.add({ activation, take, capacity });
    this.options.wake();
    return leave;
  }

  /** A stream has room again. */
  resume(type: string): void {
    this.active.add(type);
    this.options.wake();
  }

  private add(waiting: Waiting): () => void {
    if (this.count >= MAX_WAITING)
      throw new Rejection(
        'RESOURCE_EXHAUSTED',
        'Expected to activate jobs, but too many workers are waiting',
      );
    const { type } = waiting.activation;
    let all = this.waiting.get(type);
    if (all === undefined) {
      all = new Set();
      this.waiting.set(type, all);
    }
    all.add(waiting);
    this.count++;
    this.active.add(type);
    return () => this.remove(waiting);
  }

  private remove(waiting: Waiting): void {
    const { type } = waiting.activation;
    const all = this.waiting.get(type);
    if (!all?.delete(waiting)) return;
    this.count--;
    waiting.cancelTimer?.();
    if (all.size === 0) this.waiting.delete(type);
  }

  /** Gives what is ready to who waits. */
  dispatch(): void {
    for (const type of [...this.active]) {
      this.active.delete(type);
      this.dispatchType(type);
    }
  }

  private dispatchType(type: string): void {
    const all = this.waiting.get(type);
    if (all === undefined) return;
    const share = Math.max(STREAM_BATCH, Math.ceil(this.readyOf(type) / all.size));
    for (const waiting of [...all]) {
      const room = waiting.capacity?.() ?? waiting.activation.maxJobs;
      if (room <= 0) continue;
      const jobs = this.take(waiting, waiting.capacity ? Math.min(room, share) : room);
      if (jobs === undefined) return;
      if (jobs.length === 0) {
        if (waiting.once && !this.refilling.has(type)) {
          this.remove(waiting);
          waiting.take([]);
        }
        continue;
      }
      if (waiting.capacity) this.active.add(type);
      else this.remove(waiting);
      this.options.deliver(() => {
        if (!waiting.take(jobs)) this.giveBack(jobs);
      });
    }
  }

  /** @returns jobs for this worker, or undefined when rows have to be loaded first */
  private take(waiting: Waiting, max: number): ActivatedJob[] | undefined {
    const { type, tenants } = waiting.activation;
    const activation = { ...waiting.activation, maxJobs: max };
    for (const tenant of tenants) {
      const queue = this.queue(type, tenant);
      while (queue.size > 0) {
        const keys = queue.peek(max);
        try {
          const { jobs, used } = this.options.execute((x) => activateJobs(x, keys, activation));
          queue.drop(used);
          if (jobs.length > 0) return jobs;
          if (used === 0) break;
        } catch (error) {
          if (!(error instanceof NotResident)) throw error;
          this.loadThen(this.options.load(error.request), type);
          return undefined;
        }
      }
      if (queue.more) this.refill(type);
    }
    return [];
  }

  private loadThen(loading: Promise<void>, type: string): void {
    loading.then(
      () => {
        this.active.add(type);
        this.options.wake();
      },
      (error) => this.options.report(error),
    );
  }

  /** Looks in the store for ready jobs that did not fit the queue. */
  private refill(type: string): void {
    if (this.refilling.has(type)) return;
    this.refilling.add(type);
    for (const queue of this.queuesOf(type)) queue.more = false;
    const work = async () => {
      await this.options.checkpoint();
      const rows = await this.options.byType(type, REFILL);
      for (const { key, data } of rows) {
        const { tenant } = JSON.parse(data) as Job;
        this.queue(type, tenant).push(key);
      }
      if (rows.length === REFILL) for (const queue of this.queuesOf(type)) queue.more = true;
    };
    this.loadThen(
      work().finally(() => this.refilling.delete(type)),
      type,
    );
  }

  /** The worker has gone before it got them: another one may have them at once. */
  private giveBack(jobs: ActivatedJob[]): void {
    this.options.submit((x) => {
      for (const { key, deadline } of jobs) {
        const job = x.state.jobs.get(key);
        if (job?.state !== ACTIVE || job.due !== deadline) continue;
        const { due: _, worker: __, ...rest } = job;
        x.state.jobs.put({ ...rest, state: READY });
        x.record('JOB', 'YIELDED', key);
        x.effects.push({ kind: 'ready', type: job.type, tenant: job.tenant, key });
      }
    });
  }

  private queue(type: string, tenant: string): ReadyJobs {
    const id = `${type}\0${tenant}`;
    let queue = this.queues.get(id);
    if (queue === undefined) {
      queue = new ReadyJobs(this.options.atRest);
      this.queues.set(id, queue);
    }
    return queue;
  }

  private readyOf(type: string): number {
    return this.queuesOf(type).reduce((sum, queue) => sum + queue.size, 0);
  }

  private queuesOf(type: string): ReadyJobs[] {
    return [...this.queues].filter(([id]) => id.startsWith(`${type}\0`)).map(([, queue]) => queue);
  }

  /** Everybody leaves with nothing. */
  stop(): void {
    for (const all of [...this.waiting.values()])
      for (const waiting of [...all]) {
        this.remove(waiting);
        waiting.take([]);
      }
  }
}
