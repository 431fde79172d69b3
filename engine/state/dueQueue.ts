// A binary heap of what falls due, earliest first; of two at the same time the smaller key first.
export interface Due {
  due: number;
  key: number;
  kind: 'timer' | 'job' | 'message';
}

function before(a: Due, b: Due): boolean {
  return a.due < b.due || (a.due === b.due && a.key < b.key);
}

export class DueQueue {
  private readonly heap: Due[] = [];

  get size(): number {
    return this.heap.length;
  }

  peek(): Due | undefined {
    return this.heap[0];
  }

  push(item: Due): void {
    const { heap } = this;
    let i = heap.length;
    heap.push(item);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(item, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = item;
  }

  /** What has been put in twice comes once: a timer that repeats would fire its next time before others. */
  pop(): Due | undefined {
    const top = this.take();
    while (top && this.heap[0]?.key === top.key && this.heap[0].due === top.due) this.take();
    return top;
  }

  private take(): Due | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
    return top;
  }
}
