// Connections that have sent more than one turn deals with take turns: one of them in each round of the event loop,
// so that what the others send is read in between.

export class Turns {
  private readonly waiting: (() => void)[] = [];

  add(turn: () => void): void {
    if (this.waiting.push(turn) === 1) this.schedule();
  }

  private schedule(): void {
    setImmediate(() => {
      const turn = this.waiting.shift()!;
      if (this.waiting.length > 0) this.schedule();
      turn();
    });
  }
}
