// Undo for one command: every change to the state leaves behind how to take it back.
export type Undo = () => void;

export class Journal {
  private readonly undos: Undo[] = [];

  push(undo: Undo): void {
    this.undos.push(undo);
  }

  /** A place to roll back to. */
  mark(): number {
    return this.undos.length;
  }

  rollback(mark: number): void {
    for (let i = this.undos.length; i > mark; i--) this.undos.pop()!();
  }

  /** The command stands. */
  clear(): void {
    this.undos.length = 0;
  }
}
