// Brings ready jobs and workers together, oldest job first. A job that becomes ready while its type has streams is
// pushed to one of them; when none of them has room, and when there is none, it waits to be polled, as in Zeebe
// (https://docs.camunda.io/docs/components/concepts/job-workers/#job-streaming).
import { type ActivatedJob, type Activation, activateJobs, JobBatch } from './activation.ts';
import type { Clock } from './clock.ts';
import { Rejection } from './errors.ts';
import type { Execution } from './execution.ts';
import { type ReadyJobs, ReadyQueues } from './readyJobs.ts';
import { ACTIVE, type Job, READY } from './state/rows.ts';
import type { Loaded } from './state/store.ts';
import { type LoadRequest, NotResident } from './state/table.ts';

export interface DispatchOptions {
  x: Execution;
  clock: Clock;
  execute: <T>(work: (x: Execution) => T) => T;
  load: (request: LoadRequest) => Promise<void>;
  /** Calls back when what has been done so far is durable, or that it will not be. */
  deliver: (give: () => void, refuse: () => void) => void;
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

/** A long poll. @returns from `take` whether it is still there to take the jobs */
interface Poll {
  activation: Activation;
  /** Called until `more` is false: one message holds no more than 4 MB. */
  take: (jobs: ActivatedJob[], more: boolean) => boolean;
  /** Has had some of its jobs: does not wait for the rest. */
  begun: boolean;
  cancelTimer?: () => void;
  /** Does not wait: is answered with what there is. */
  once: boolean;
}

/** A worker that jobs are pushed to. */
export interface JobStream {
  activation: Activation;
  /** @returns whether it is still there to take the jobs */
  take: (jobs: ActivatedJob[]) => boolean;
  /** How many jobs it can take now. */
  room: () => number;
  /** The gateway stops. */
  end: () => void;
}

/** Shared by the dispatches of one processor: workers stay when the state is read anew. */
interface Workers {
  polls: Map<string, Set<Poll>>;
  streams: Map<string, Set<JobStream>>;
  count: number;
}

const MAX_WAITING = 50_000;
const REFILL = 5_000;
/** What could not be read is read again after so many ms. */
const RETRY = 1_000;
/** A stream gets at least so many jobs in a round if there are any, and its share of what is ready. */
const STREAM_BATCH = 64;
const NOBODY = new Set<JobStream>();

export class JobDispatch {
  /** Jobs to be polled, and those to be pushed. */
  private readonly backlog: ReadyQueues;
  private readonly pushes = new ReadyQueues(false);
  private readonly workers: Workers;
  /** Types that may have both jobs and workers. */
  private readonly active = new Set<string>();
  private readonly refilling = new Set<string>();

  constructor(private readonly options: DispatchOptions) {
    this.backlog = new ReadyQueues(options.atRest);
    this.workers = options.waiting?.workers ?? { polls: new Map(), streams: new Map(), count: 0 };
    for (const type of this.workers.polls.keys()) this.active.add(type);
  }

  ready(type: string, tenant: string, key: number): void {
    const pushed = this.workers.streams.has(type) && this.pushes.of(type, tenant).push(key);
    if (!pushed) this.backlog.of(type, tenant).push(key);
    if (pushed || this.workers.polls.has(type)) this.active.add(type);
  }

  /** A worker asks for jobs. `take` is called with jobs, until there are no more, or with none after `wait` ms.
   * @param wait 0 or less: answer at once. @returns how to leave */
  poll(activation: Activation, wait: number, take: Poll['take']): () => void {
    const poll: Poll = { activation, take, begun: false, once: wait <= 0 };
    const leave = this.add(this.workers.polls, poll);
    if (!poll.once) {
      poll.cancelTimer = this.options.clock.after(wait, () => {
        leave();
        take([], false);
      });
    }
    this.active.add(activation.type);
    this.options.wake();
    return leave;
  }

  /** A worker takes the jobs that become ready from now on; those that wait already are polled.
   * @returns how to leave */
  stream(stream: JobStream): () => void {
    return this.add(this.workers.streams, stream);
  }

  private add<Worker extends Poll | JobStream>(to: Map<string, Set<Worker>>, worker: Worker): () => void {
    if (this.workers.count >= MAX_WAITING)
      throw new Rejection(
        'RESOURCE_EXHAUSTED',
        'Expected to activate jobs, but too many workers are waiting',
      );
    const { type } = worker.activation;
    let all = to.get(type);
    if (all === undefined) {
      all = new Set();
      to.set(type, all);
    }
    all.add(worker);
    this.workers.count++;
    return () => this.remove(to, worker);
  }

  private remove<Worker extends Poll | JobStream>(from: Map<string, Set<Worker>>, worker: Worker): void {
    const { type } = worker.activation;
    const all = from.get(type);
    if (!all?.delete(worker)) return;
    this.workers.count--;
    if ('cancelTimer' in worker) worker.cancelTimer?.();
    if (all.size === 0) from.delete(type);
  }

  /** Gives what is ready to who waits. */
  dispatch(): void {
    for (const type of [...this.active]) {
      this.active.delete(type);
      if (this.push(type)) this.answer(type);
    }
  }

  /** Pushes jobs to streams. @returns false when rows have to be loaded first */
  private push(type: string): boolean {
    const ready = this.pushes.size(type);
    if (ready === 0) return true;
    const streams = this.workers.streams.get(type) ?? NOBODY;
    const share = Math.max(STREAM_BATCH, Math.ceil(ready / Math.max(1, streams.size)));
    let pushed = false;
    let turns = streams.size;
    for (const stream of streams) {
      // Ten thousand streams are not asked for one job.
      if (turns-- === 0 || this.pushes.size(type) === 0) break;
      const room = Math.min(stream.room(), share);
      if (room <= 0) continue;
      const batch = this.take(this.pushes, stream.activation, room);
      if (batch === undefined) return false;
      const { jobs } = batch;
      if (jobs.length === 0) continue;
      pushed = true;
      // The others come before it the next time.
      streams.delete(stream);
      streams.add(stream);
      const give = () => {
        if (!stream.take(jobs)) this.giveBack(jobs);
      };
      this.options.deliver(give, () => undefined);
    }
    if (pushed) this.active.add(type);
    else this.yieldAll(type);
    return true;
  }

  /** No stream has room: whoever polls may have them. */
  private yieldAll(type: string): void {
    for (const [tenant, queue] of this.pushes.all(type)) {
      const keys = queue.peek(queue.size);
      if (keys.length === 0) continue;
      queue.drop(keys.length);
      this.options.execute((x) => {
        for (const key of keys) x.record('JOB', 'YIELDED', key);
      });
      for (const key of keys) this.backlog.of(type, tenant).push(key);
    }
  }

  /** Answers polls. */
  private answer(type: string): void {
    for (const poll of [...(this.workers.polls.get(type) ?? [])]) {
      const batch = this.take(this.backlog, poll.activation, poll.activation.maxJobs);
      if (batch === undefined) return;
      const { jobs } = batch;
      if (jobs.length === 0) {
        if (poll.begun || (poll.once && !this.refilling.has(type))) {
          this.remove(this.workers.polls, poll);
          poll.take([], false);
        }
        continue;
      }
      const left = poll.activation.maxJobs - jobs.length;
      const more = batch.full && left > 0;
      if (more) {
        poll.begun = true;
        poll.cancelTimer?.();
        poll.activation = { ...poll.activation, maxJobs: left };
        this.active.add(type);
      } else this.remove(this.workers.polls, poll);
      const give = () => {
        if (poll.take(jobs, more)) return;
        this.remove(this.workers.polls, poll);
        this.giveBack(jobs);
      };
      this.options.deliver(give, () => {
        this.remove(this.workers.polls, poll);
        poll.take([], false);
      });
    }
  }

  /** @returns jobs for this worker, or undefined when rows have to be loaded first */
  private take(queues: ReadyQueues, activation: Activation, maxJobs: number): JobBatch | undefined {
    const { type, tenants } = activation;
    const wanted = { ...activation, maxJobs };
    for (const tenant of tenants) {
      const queue = queues.of(type, tenant);
      if (queue.size > 0) {
        try {
          const { batch, used } = this.options.execute((x) => fill(x, queue, wanted));
          queue.drop(used);
          if (batch.jobs.length > 0) return batch;
        } catch (error) {
          if (!(error instanceof NotResident)) throw error;
          this.loadThen(this.options.load(error.request), type);
          return undefined;
        }
      }
      if (queue.more) this.refill(type);
    }
    return new JobBatch();
  }

  private loadThen(loading: Promise<void>, type: string): void {
    const again = () => {
      this.active.add(type);
      this.options.wake();
    };
    loading.then(again, (error) => {
      this.options.report(error);
      this.options.clock.after(RETRY, again);
    });
  }

  /** Looks in the store for ready jobs that did not fit the queue. */
  private refill(type: string): void {
    if (this.refilling.has(type)) return;
    this.refilling.add(type);
    const mayBeMore = (more: boolean) => {
      for (const queue of this.backlog.all(type).values()) queue.more = more;
    };
    mayBeMore(false);
    const work = async () => {
      try {
        await this.options.checkpoint();
        const rows = await this.options.byType(type, REFILL);
        for (const { key, data } of rows) {
          const { tenant } = JSON.parse(data) as Job;
          this.backlog.of(type, tenant).push(key);
        }
        if (rows.length === REFILL) mayBeMore(true);
      } catch (error) {
        mayBeMore(true);
        throw error;
      } finally {
        this.refilling.delete(type);
      }
    };
    this.loadThen(work(), type);
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

  /** Everybody leaves with nothing. */
  stop(): void {
    for (const polls of [...this.workers.polls.values()])
      for (const poll of [...polls]) {
        this.remove(this.workers.polls, poll);
        poll.take([], false);
      }
    for (const streams of [...this.workers.streams.values()])
      for (const stream of [...streams]) {
        this.remove(this.workers.streams, stream);
        stream.end();
      }
  }
}

/** Fills one message with jobs of the queue, which keeps them. @returns how many of its keys are dealt with */
function fill(x: Execution, queue: ReadyJobs, activation: Activation): { batch: JobBatch; used: number } {
  const batch = new JobBatch();
  let used = 0;
  while (used < queue.size && batch.jobs.length < activation.maxJobs && !batch.full)
    used += activateJobs(x, queue.peek(activation.maxJobs - batch.jobs.length, used), activation, batch);
  return { batch, used };
}
