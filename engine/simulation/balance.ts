// When all is done: nothing is left in memory or in the store, and every acknowledged instance has ended once.
import type { Batches } from './batches.ts';
import type { People } from './people.ts';
import type { Workers } from './workers.ts';
import type { World } from './world.ts';

const EMPTY = [
  'instances',
  'elements',
  'jobs',
  'timers',
  'message_subscriptions',
  'signal_subscriptions',
  'incidents',
  'start_locks',
  'continuations',
  'messages',
  'clock',
];

export async function balance(
  world: World,
  workers: Workers,
  people: People,
  batches: Batches,
  verify: () => Promise<void>,
): Promise<void> {
  const { store, wrong } = world;
  if (wrong.length > 0) return;
  await world.pass(2 * 3_600_000);
  await verify();
  world.checkEarlier();
  for (const name of EMPTY) {
    const rows = store.rows(name);
    if (rows.length > 0) wrong.push(`${name} are left in the store: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  if (people.openUserTasks().length > 0) wrong.push('user tasks are left in the store');
  workers.check();
  batches.check();
  const ended = new Map<number, number>();
  for (const { key } of store.history) ended.set(key, (ended.get(key) ?? 0) + 1);
  for (const [key, times] of ended) if (times > 1) wrong.push(`instance ${key} ended ${times} times`);
  for (const key of people.created) if (!ended.has(key)) wrong.push(`instance ${key} was lost`);
  for (const [key, { told, generation, unsure }] of people.awaited)
    if (told > 1 || (told === 0 && generation === store.generation && unsure === store.unsure))
      wrong.push(`who waited for the end of instance ${key} was told ${told} times`);
  await world.ask((x) => wrong.push(...world.paths.check(x, store.history)));
}
