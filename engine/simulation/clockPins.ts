// Who pins the engine's clock, ahead or back, and lets it go again; and whether what falls due by that happens.
import { pinClock, resetClock } from '../commands/clock.ts';
import type { World } from './world.ts';

const FAR = 600_000;
const DAY = 86_400_000;
/** Within so much time all that is due has happened. */
const SETTLED = 10_000;

export class ClockPins {
  constructor(private readonly world: World) {}

  pin(): void {
    const { random, clock } = this.world;
    const by = random.chance(0.1) ? DAY : random.int(2 * FAR) - FAR;
    this.world.call((x) => pinClock(x, clock.now() + by));
  }

  reset(): void {
    this.world.call(resetClock);
  }

  /** Nobody pins it any more. Before that, perhaps, it is pinned ahead, and all that is due then happens; the
   * machine's clock is set to where the engine's has been. */
  async end(): Promise<void> {
    const { world } = this;
    if (world.random.chance(0.3)) await this.ahead();
    await world.ask(resetClock);
    world.clock.jump(Math.max(0, world.latest - world.clock.now()));
  }

  private async ahead(): Promise<void> {
    const { world } = this;
    const at = Math.max(world.latest, world.clock.now()) + FAR;
    await world.ask((x) => pinClock(x, at));
    await world.pass(SETTLED);
    for (const table of ['timers', 'jobs', 'messages'])
      for (const { data } of world.store.rows(table)) {
        const { due } = JSON.parse(data) as { due?: number };
        if (due !== undefined && due <= at)
          world.wrong.push(
            `what is due was passed over when the clock was pinned to ${at}: ${table} ${data}`,
          );
      }
  }
}
