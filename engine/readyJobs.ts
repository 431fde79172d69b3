// Keys of jobs that are ready for a worker: bounded queues, oldest first. What does not fit is found in the store
// when a queue has run dry.
const MAX_QUEUE = 20_000;

export class ReadyJobs {
  private keys: number[] = [];
  private head = 0;
  private readonly queued = new Set<number>();
  /** The store may have more. */
  more: boolean;

  constructor(more: boolean) {
    this.more = more;
  }

  /** @returns whether there was room for it */
  push(key: number): boolean {
    if (this.queued.has(key)) return true;
    if (this.queued.size >= MAX_QUEUE) {
      this.more = true;
      return false;
    }
    this.keys.push(key);
    this.queued.add(key);
    return true;
  }

  get size(): number {
    return this.keys.length - this.head;
  }

  /** The next keys, left in the queue. @param from how many of them to leave out */
  peek(count: number, from = 0): number[] {
    return this.keys.slice(this.head + from, this.head + from + count);
  }

  /** Takes the first keys out. */
  drop(count: number): void {
    for (let i = 0; i < count; i++) this.queued.delete(this.keys[this.head++]!);
    if (this.head > 1_024 && this.head * 2 > this.keys.length) {
      this.keys = this.keys.slice(this.head);
      this.head = 0;
    }
  }
}

/** A queue for each type and tenant. */
export class ReadyQueues {
  private readonly types = new Map<string, Map<string, ReadyJobs>>();

  /** @param more whether the store may have jobs that no queue has */
  constructor(private readonly more: boolean) {}

  of(type: string, tenant: string): ReadyJobs {
    let tenants = this.types.get(type);
    if (tenants === undefined) {
      tenants = new Map();
      this.types.set(type, tenants);
    }
    let queue = tenants.get(tenant);
    if (queue === undefined) {
      queue = new ReadyJobs(this.more);
      tenants.set(tenant, queue);
    }
    return queue;
  }

  /** Queues of a type by tenant. */
  all(type: string): ReadonlyMap<string, ReadyJobs> {
    return this.types.get(type) ?? NONE;
  }

  size(type: string): number {
    let sum = 0;
    for (const queue of this.all(type).values()) sum += queue.size;
    return sum;
  }
}

const NONE: ReadonlyMap<string, ReadyJobs> = new Map();
