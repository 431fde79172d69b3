// One run of the whole engine from a seed: random processes, clients that do all they may do, crashes at any write,
// a database that refuses for a while or is slow, clock jumps; then everybody does their part until nothing is left,
// and the books are balanced.
import { createHash } from 'node:crypto';
import type { Execution } from '../execution.ts';
import { isEnded } from '../testing/index.ts';
import { balance } from './balance.ts';
import { Batches } from './batches.ts';
import { Caretaker } from './caretaker.ts';
import { ClockPins } from './clockPins.ts';
import { Deployments } from './deployments.ts';
import { check } from './invariants.ts';
import { WAITED } from './models/names.ts';
import { KEYS, People } from './people.ts';
import { TYPES, Workers } from './workers.ts';
import { World } from './world.ts';

export interface RunReport {
  seed: number;
  /** Nothing: all is well. */
  wrong: string[];
  instances: number;
  jobs: number;
  crashes: number;
  /** How often the database refused something. */
  refusals: number;
  /** How often another engine has taken the place of the one that ran. */
  successions: number;
  /** Of everything that ended, in order: the same seed gives the same. */
  digest: string;
}

const STEPS = 120;
const MAX_DRAIN = 3_000;
/** Tables of what nobody has to bring to an end. */
const STAYS = new Set(['resources', 'messages', 'batch_items']);

class Simulation {
  private readonly world: World;
  private readonly workers: Workers;
  private readonly people: People;
  private readonly batches: Batches;
  private readonly clockPins: ClockPins;
  private readonly caretaker: Caretaker;
  private readonly deployments: Deployments;

  constructor(private readonly seed: number) {
    this.world = new World(seed);
    this.workers = new Workers(this.world);
    this.people = new People(this.world);
    this.batches = new Batches(this.world, this.people.created);
    this.clockPins = new ClockPins(this.world);
    this.caretaker = new Caretaker(this.world, this.people, this.batches);
    this.deployments = new Deployments(this.world);
  }

  async run(): Promise<RunReport> {
    const { world, workers, people } = this;
    const { store, wrong, random } = world;
    await world.start();
    await this.deployments.deployAll();
    store.crashChance = random.pick([0, 0.003, 0.02]);
    for (let i = 0; i < STEPS && wrong.length === 0; i++) {
      this.act();
      await world.pass(random.int(40));
      if (random.chance(0.05)) await this.verify();
    }
    store.crashChance = 0;
    store.refusing = false;
    await this.drain();
    await balance(world, workers, people, this.batches, () => this.verify());
    const { history } = store;
    return {
      seed: this.seed,
      wrong,
      instances: history.length,
      jobs: workers.completed,
      crashes: world.crashes,
      refusals: world.refusals,
      successions: world.successions,
      digest: createHash('sha256').update(JSON.stringify(history)).digest('hex').slice(0, 16),
    };
  }

  private act(): void {
    const { world, workers, people, batches, clockPins, caretaker, deployments } = this;
    const { random } = world;
    const actions: [weight: number, action: () => void][] = [
      [3, () => people.create()],
      [6, () => workers.poll()],
      [0.5, () => workers.stream()],
      [4, () => workers.finishOne()],
      [3, () => people.publish()],
      [1, () => people.broadcast()],
      [1, () => workers.fail()],
      [1, () => workers.throwError()],
      [0.5, () => workers.update()],
      [1, () => caretaker.resolve()],
      [3, () => people.userTask()],
      [0.5, () => people.spoil()],
      [0.5, () => people.setSomewhere()],
      [0.5, () => people.activateAdHoc()],
      [0.5, () => people.cancel()],
      [0.5, () => people.migrate()],
      [0.6, () => people.migrateElsewhere()],
      [0.5, () => people.modify()],
      [0.5, () => batches.create()],
      [0.3, () => batches.manage()],
      [0.3, () => clockPins.pin()],
      [0.3, () => clockPins.reset()],
      [0.3, () => deployments.renew()],
      [0.2, () => deployments.remove()],
      [0.3, () => world.clock.jump(random.int(60_000))],
      [0.2, () => world.clock.jump(-random.int(60_000))],
      [0.2, () => world.crash()],
      [0.15, () => world.succeed()],
      [1, () => workers.lag()],
      [0.3, () => this.refuse()],
      [0.2, () => this.slow()],
    ];
    let at = random.next() * actions.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, action] of actions) {
      at -= weight;
      if (at > 0) continue;
      action();
      return;
    }
  }

  /** The database is away for a while. */
  private refuse(): void {
    const { store, clock, random } = this.world;
    store.refusing = true;
    clock.after(random.int(4_000), () => {
      store.refusing = false;
    });
  }

  private slow(): void {
    const { store, clock, random } = this.world;
    store.slowness = 400;
    clock.after(random.int(4_000), () => {
      store.slowness = 4;
    });
  }

  private async verify(): Promise<void> {
    const { world, workers } = this;
    world.call((x) => {
      for (const problem of check(x)) world.wrong.push(problem);
    });
    workers.check();
    await world.pass(20);
  }

  /** Everybody does their part until nothing is left. */
  private async drain(): Promise<void> {
    const { world, workers, people, batches, caretaker, deployments } = this;
    const { random, store, wrong } = world;
    await world.pass(10_000);
    store.slowness = 4;
    await this.clockPins.end();
    await deployments.deployAll();
    for (let i = 0; i < MAX_DRAIN && wrong.length === 0; i++) {
      const left = await world.ask((x) => rest(x));
      // A timer at rest may yet start an instance.
      if (left === 0 && ['instances', 'timers'].every((name) => store.rows(name).length === 0)) return;
      for (const type of TYPES) if (random.chance(0.9)) workers.poll(type, 100, 1_000);
      people.completeUserTasks();
      batches.resumeAll();
      for (const key of KEYS) if (random.chance(0.5)) people.publish(key, WAITED.message);
      if (random.chance(0.3)) people.broadcast(WAITED.signal);
      caretaker.resolve();
      if (i % 20 === 19) caretaker.cancelWaiting();
      await world.pass(5_000);
      workers.finishAll();
      await world.pass(100);
      if (i % 20 === 0) await this.verify();
    }
    if (wrong.length === 0) await this.stuck();
  }

  private async stuck(): Promise<void> {
    const { world } = this;
    const what = await world.ask((x) =>
      [...x.state.instances.all()].map((r) =>
        [...r.elements.values()].map((el) => `${x.node(el).id}:${el.state}:${JSON.stringify(el)}`),
      ),
    );
    const rows = await world.ask((x) =>
      x.state.tables
        .filter(({ name }) => !STAYS.has(name))
        .flatMap((table) => [...table.values()].filter((row) => !isEnded(row))),
    );
    const resting = ['instances', 'message_subscriptions', 'messages'].flatMap((name) =>
      world.store.rows(name).map(({ data }) => data),
    );
    world.wrong.push(
      `instances do not come to their end: ${JSON.stringify(what).slice(0, 3_000)}, ${JSON.stringify(rows).slice(0, 3_000)}; at rest: ${resting.join().slice(0, 3_000)}`,
    );
  }
}

/** What is left to be done. */
function rest(x: Execution): number {
  let count = x.state.instances.residentCount;
  for (const table of x.state.tables)
    if (!STAYS.has(table.name)) for (const row of table.values()) if (!isEnded(row)) count++;
  return count;
}

export async function simulate(seed: number): Promise<RunReport> {
  return new Simulation(seed).run();
}
