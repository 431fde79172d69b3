import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseProxy, startDatabaseProxy, type TestDatabase, testDatabase } from '../testing/index.ts';
import { openSession, type Session } from './session.ts';

let database: TestDatabase<unknown>;
let network: DatabaseProxy;
let session: Session;
let ended: Promise<Error>;
beforeEach(async () => {
  database = await testDatabase();
  network = await startDatabaseProxy(database.url);
  let tell: (why: Error) => void = () => undefined;
  ended = new Promise((resolve) => {
    tell = resolve;
  });
  session = await openSession(network.url, { name: 'kept', patience: 2_000, onEnd: tell });
});
afterEach(async () => {
  await session.close();
  await network.stop();
  await database.drop();
});

const ask = () =>
  session.query<{ name: string }>({ text: "select current_setting('application_name') as name" });

describe('a session', () => {
  it('has its name, and outlives a statement that was wrong', async () => {
    await expect(session.query({ text: 'select 1 / 0' })).rejects.toThrow('division by zero');
    expect(await ask()).toEqual([{ name: 'kept' }]);
  });

  it('tells that it has ended', async () => {
    network.cut();
    expect(await ended).toBeInstanceOf(Error);
    await expect(ask()).rejects.toThrow();
  });

  it('ends when a statement is not answered, since nobody says when a network fails', async () => {
    network.silence();
    await expect(ask()).rejects.toThrow('timeout');
    expect(await ended).toBeInstanceOf(Error);
    await expect(ask()).rejects.toThrow();
  });

  it('takes an answer that came while this process stood still, however long', async () => {
    const answer = ask();
    // What follows an immediate is timers, then the socket.
    await new Promise(setImmediate);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000);
    expect(await answer).toEqual([{ name: 'kept' }]);
  });

  it('says nothing when it was closed', async () => {
    await session.close();
    const first = Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 200))]);
    expect(await first).toBeUndefined();
  });
});
