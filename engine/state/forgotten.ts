// Which rows memory has forgotten while the store was being read: what was read of them may be older than what memory
// had. The store has all that memory forgets, so that a read that begins later is right.

export class Forgotten {
  /** Grows with every read that begins. */
  private now = 0;
  /** When each was forgotten, oldest first. */
  private readonly when = new Map<number, number>();
  /** When those under way have begun, oldest first. */
  private readonly reads = new Set<number>();

  add(key: number): void {
    if (this.reads.size === 0) return;
    this.when.delete(key);
    this.when.set(key, this.now);
  }

  /** @param read is told how to see whether what it has read of a key must not be taken in */
  async during<T>(read: (stale: (key: number) => boolean) => Promise<T>): Promise<T> {
    const began = ++this.now;
    this.reads.add(began);
    try {
      return await read((key) => (this.when.get(key) ?? 0) >= began);
    } finally {
      this.reads.delete(began);
      this.prune();
    }
  }

  private prune(): void {
    const [oldest = Number.POSITIVE_INFINITY] = this.reads;
    for (const [key, when] of this.when) {
      if (when >= oldest) return;
      this.when.delete(key);
    }
  }
}
