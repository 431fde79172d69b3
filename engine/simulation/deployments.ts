// Who deploys: a decision and three processes, of which one may call another, in one version after the other; and
// takes them away.
import { deleteResource } from '../commands/deleteResource.ts';
import { deploy } from '../commands/deploy.ts';
import { DECISION, PROCESSES } from './models/names.ts';
import { randomModel } from './models/randomModel.ts';
import { DECISIONS } from './models/rootElements.ts';
import { keepUserTasks } from './models/tasks.ts';
import { TENANT, type World } from './world.ts';

export class Deployments {
  private readonly models: string[];
  private version = 0;

  constructor(private readonly world: World) {
    this.models = PROCESSES.map((id, i) => randomModel(world.random, id, PROCESSES.slice(0, i)));
  }

  /** A new version of each. */
  renew(): void {
    const { random } = this.world;
    if (random.chance(0.3)) {
      const which = random.int(this.models.length);
      this.models[which] = keepUserTasks(this.models[which]!);
    }
    const documentation = `<bpmn:documentation>${++this.version}</bpmn:documentation>`;
    const files = this.models.map((content, i) => ({
      name: `${PROCESSES[i]}.bpmn`,
      content: content.replace('isExecutable="true">', `$&${documentation}`),
    }));
    this.world.call(
      (x) => deploy(x, [...files, { name: 'decision.dmn', content: DECISIONS }], TENANT),
      undefined,
      (error) => {
        if (error.code !== 'UNAVAILABLE') this.world.wrong.push(error.message);
      },
    );
  }

  async deployAll(): Promise<void> {
    this.renew();
    await this.world.pass(50);
  }

  /** The newest version of one of them, if no instance runs. */
  remove(): void {
    const { random, processor } = this.world;
    const id = random.pick([...PROCESSES, DECISION]);
    this.world.call(
      (x) =>
        id === DECISION
          ? x.definitions.latest('decision', id, TENANT)?.parent
          : x.definitions.latest('process', id, TENANT)?.key,
      (key) => {
        if (key === undefined) return;
        processor.hasInstances(key).then(
          (runs) => {
            if (processor === this.world.processor) this.world.call((x) => deleteResource(x, key, runs));
          },
          () => undefined,
        );
      },
    );
  }
}
