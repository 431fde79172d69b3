// Everybody else: who starts, looks after, changes and ends instances, and what comes to them from outside.
import { activateAdHocActivities } from '../commands/activateAdHocActivities.ts';
import { broadcastSignal } from '../commands/broadcastSignal.ts';
import { cancelProcessInstance } from '../commands/cancelProcessInstance.ts';
import { createProcessInstance } from '../commands/createProcessInstance.ts';
import { publishMessage } from '../commands/messages.ts';
import { migrateProcessInstance } from '../commands/migrateProcessInstance.ts';
import { modifyProcessInstance } from '../commands/modifyProcessInstance.ts';
import { setVariables } from '../commands/setVariables.ts';
import { assignUserTask, completeUserTask, updateUserTask } from '../commands/userTasks.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { UserTask } from '../state/rows.ts';
import { LikeElements, sameElements } from './migrations.ts';
import { MESSAGES, PROCESSES, SIGNALS, START_MESSAGE } from './models/names.ts';
import { Random } from './random.ts';
import { TENANT, type World } from './world.ts';

export const KEYS = ['a', 'b', 'c'];

export class People {
  readonly created = new Set<number>();
  /** How often those who wait for an instance's result have been told, by the engine that runs. */
  readonly awaited = new Map<number, { told: number; generation: number; unsure: number }>();
  /** Instances whose tokens somebody has moved, or wanted to. */
  readonly modified = new Set<number>();
  /** Of instances that begin at an element; one whose answer was lost may be anywhere. */
  private unanswered = 0;
  private messageCount = 0;
  private readonly published: string[] = [];

  constructor(private readonly world: World) {}

  create(): void {
    const { random, store } = this.world;
    const variables = {
      key: random.pick(KEYS),
      n: random.chance(0.1) ? 'none' : random.int(6),
      items: Array.from({ length: random.int(4) }, (_, i) => i),
    };
    const bpmnProcessId = random.pick(PROCESSES);
    const waiting = { told: 0, generation: store.generation, unsure: store.unsure };
    const onEnd = random.chance(0.5) ? () => void waiting.told++ : undefined;
    const command = { definitionKey: 0, bpmnProcessId, version: -1, variables, tenant: TENANT };
    const [from, to] = [random, random].map((by) => (by.chance(0.1) ? by.next() : undefined));
    if (from !== undefined) this.unanswered++;
    this.world.call(
      (x) =>
        createProcessInstance(x, {
          ...command,
          startElements: someElement(x, bpmnProcessId, from),
          terminateAfter: someElement(x, bpmnProcessId, to),
          ...(onEnd && { onEnd }),
        }),
      ({ key }) => {
        this.created.add(key);
        if (from !== undefined) {
          this.modified.add(key);
          this.unanswered--;
        }
        if (onEnd) this.awaited.set(key, waiting);
      },
    );
  }

  /** Whether its tokens may be where no flow has taken them. */
  disturbed(pi: number): boolean {
    return this.modified.has(pi) || (this.unanswered > 0 && !this.created.has(pi));
  }

  publish(
    correlationKey = this.world.random.pick(KEYS),
    name = this.world.random.pick([...MESSAGES, START_MESSAGE]),
  ): void {
    const { random } = this.world;
    // Now and then one that was published before.
    const again = this.published.length > 0 && random.chance(0.1);
    const messageId = again ? random.pick(this.published) : `id${++this.messageCount}`;
    this.published.push(messageId);
    const timeToLive = random.pick([0, 5_000, 60_000]);
    const variables = {
      from: messageId,
      n: 2,
      items: [1],
      ...(name === START_MESSAGE && { key: correlationKey }),
    };
    this.world.call((x) =>
      publishMessage(x, { name, correlationKey, timeToLive, messageId, variables, tenant: TENANT }),
    );
  }

  broadcast(name = this.world.random.pick(SIGNALS)): void {
    this.world.call((x) => broadcastSignal(x, name, { key: 'a', n: 3, items: [1] }, TENANT));
  }

  /** A person does something with a user task, as the monitor shows it. */
  userTask(): void {
    const { random } = this.world;
    const all = this.openUserTasks();
    if (all.length === 0) return;
    const about = { key: random.pick(all), action: 'do' };
    const told = () => undefined;
    const [n, priority, assignee] = [random.int(6), random.int(100), random.pick(['', 'an', 'binh'])];
    const allowOverride = random.chance(0.5);
    const commands: ((x: Execution) => void)[] = [
      (x) => completeUserTask(x, { ...about, variables: { n } }, told),
      (x) => updateUserTask(x, { ...about, changes: { priority } }, told),
      (x) => assignUserTask(x, { ...about, assignee, allowOverride }, told),
    ];
    this.world.call(random.pick(commands));
  }

  openUserTasks(): number[] {
    return this.world.store
      .rows('user_tasks')
      .filter(({ data }) => (JSON.parse(data) as UserTask).ended === undefined)
      .map(({ key }) => key);
  }

  completeUserTasks(): void {
    for (const key of this.openUserTasks())
      this.world.call((x) => completeUserTask(x, { key, variables: {}, action: '' }, () => undefined));
  }

  spoil(): void {
    const key = this.some();
    const what = this.world.random.pick([{ n: 'spoilt' }, { items: 'spoilt' }, { key: null }]);
    if (key !== undefined) this.world.call((x) => setOn(x, key, what));
  }

  /** Variables of some element, its own or as they are found from there. */
  setSomewhere(): void {
    const key = this.some();
    if (key === undefined) return;
    const { random } = this.world;
    const [part, local, n] = [random.next(), random.chance(0.5), random.int(6)];
    this.world.call((x) => {
      const resident = x.state.instances.resident(key);
      if (!resident) return;
      const el = at([...resident.elements.values()], part);
      setVariables(x, { key: el.key, variables: { n }, local }, () => undefined);
    });
  }

  /** More in an ad hoc sub-process, by somebody who is not its worker. */
  activateAdHoc(): void {
    const key = this.some();
    if (key === undefined) return;
    const { random } = this.world;
    const [part, cancelRemainingInstances] = [random.next(), random.chance(0.3)];
    this.world.call((x) => {
      const resident = x.state.instances.resident(key);
      if (!resident) return;
      const open = [...resident.elements.values()].find((el) => x.node(el).adHoc);
      if (open === undefined) return;
      const inside = [...x.node(open).adHoc!.activatable.keys()];
      activateAdHocActivities(x, {
        key: open.key,
        activate: [{ elementId: at(inside, part), variables: { n: 1 } }],
        cancelRemainingInstances,
      });
    });
  }

  cancel(key = this.some()): void {
    if (key !== undefined) this.world.call((x) => cancelProcessInstance(x, key));
  }

  /** To the newest version of its process, element by element; timers may be set anew. */
  migrate(key = this.some()): void {
    if (key === undefined) return;
    const renew = this.world.random.chance(0.5);
    this.world.call((x) => {
      const root = x.state.instances.resident(key) && x.element(key);
      if (!root) return;
      const graph = x.graph(root);
      const target = x.definitions.latest('process', graph.id, TENANT);
      const mappings = sameElements(graph, renew);
      if (target) migrateProcessInstance(x, { key, target: target.key, mappings });
    });
  }

  /** To another process, where its tokens may be where no flow has taken them. */
  migrateElsewhere(): void {
    const key = this.some();
    if (key === undefined) return;
    this.modified.add(key);
    const { random } = this.world;
    const [id, seed] = [random.pick(PROCESSES), random.int(2 ** 31)];
    this.world.call((x) => {
      const root = x.state.instances.resident(key) && x.element(key);
      const target = x.definitions.latest('process', id, TENANT);
      if (!root || !target) return;
      const like = new LikeElements(x, x.definitions.graph(target.key), new Random(seed));
      migrateProcessInstance(x, { key, target: target.key, mappings: like.mappings(root) });
    });
  }

  /** Takes a token away, puts one somewhere else, or both. */
  modify(): void {
    const key = this.some();
    if (key === undefined) return;
    this.modified.add(key);
    const { random } = this.world;
    const [from, to, what] = [random.next(), random.next(), random.int(3)];
    this.world.call((x) => {
      const resident = x.state.instances.resident(key);
      if (!resident) return;
      const nodes = x.graph(x.element(key)!).nodes.filter((node) => node.scope);
      const active = [...resident.elements.values()].filter((el) => el.scope !== 0);
      modifyProcessInstance(x, {
        key,
        activate: what === 0 ? [] : [{ elementId: at(nodes, to).id, ancestor: 0, variables: [] }],
        terminate: what === 1 || active.length === 0 ? [] : [at(active, from).key],
      });
    });
  }

  private some(): number | undefined {
    const all = [...this.created];
    return all.length === 0 ? undefined : this.world.random.pick(all);
  }
}

const at = <T>(all: readonly T[], part: number) => all[Math.floor(part * all.length)]!;

/** @param part which, from 0 to 1; absent: none */
function someElement(x: Execution, bpmnProcessId: string, part: number | undefined): string[] {
  const latest = part === undefined ? undefined : x.definitions.latest('process', bpmnProcessId, TENANT);
  return latest ? [at(x.definitions.graph(latest.key).nodes, part!).id] : [];
}

export function setOn(x: Execution, key: number, variables: VariableContext): void {
  setVariables(x, { key, variables, local: false }, () => undefined);
}
