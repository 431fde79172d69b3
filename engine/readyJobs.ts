// Jobs of one type that are ready for a worker: a bounded queue of keys, oldest first. What does not fit is found
// in the store when the queue has run dry.
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

  push(key: number): void {
    if (this.queued.has(key)) return;
    if (this.queued.size >= MAX_QUEUE) {
      this.more = true;
      return;
    }
    this.keys.push(key);
    this.queued.add(key);
  }

  get size(): number {
    return this.keys.length - this.head;
  }

  /** The next keys, left in the queue. */
  peek(count: number): number[] {
    return this.keys.slice(this.head, this.head + count);
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
