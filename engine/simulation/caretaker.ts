// Who looks after what stands still, as the monitor shows it.
import { resolveIncident } from '../commands/incidents.ts';
import { updateJobRetries } from '../commands/jobs.ts';
import { setVariables } from '../commands/setVariables.ts';
import type { Execution } from '../execution.ts';
import { COMPLETING, type Incident, TERMINATING } from '../state/rows.ts';
import type { Batches } from './batches.ts';
import { type People, setOn } from './people.ts';
import type { World } from './world.ts';

/** What was deployed along with the process of the instance has been taken away. */
const DELETED = new Set(['CALLED_ELEMENT_ERROR', 'CALLED_DECISION_ERROR']);

export class Caretaker {
  constructor(
    private readonly world: World,
    private readonly people: People,
    private readonly batches: Batches,
  ) {}

  /** Puts right what is wrong. */
  resolve(): void {
    for (const { key, data } of this.world.store.rows('incidents').slice(0, 5)) {
      const { pi, el, job, type } = JSON.parse(data) as Incident;
      if (DELETED.has(type)) this.people.migrate(pi);
      this.world.call((x) => {
        if (x.state.incidents.get(key) === undefined) return;
        const root = x.state.instances.resident(pi) && x.element(pi);
        if (root && root.state !== TERMINATING) setOn(x, pi, { n: 1, key: 'a', items: [] });
        if (root) giveResultsBack(x, el);
        if (job !== 0) updateJobRetries(x, job, 3);
        resolveIncident(x, key);
      });
    }
  }

  /** A token that waits at a parallel gateway for one that somebody has taken away waits forever. */
  cancelWaiting(): void {
    const moved = this.batches.moved();
    for (const { key } of this.world.store.rows('instances')) {
      if (!this.people.disturbed(key) && !moved.has(key)) continue;
      this.world.call(
        (x) => (joins(x, key) ? caller(x, key) : undefined),
        (root) => {
          if (root !== undefined) this.people.cancel(root);
        },
      );
    }
  }
}

/** The variable of a loop's results has been taken by something else, maybe by what the instance itself brings. */
function giveResultsBack(x: Execution, key: number): void {
  const el = x.element(key);
  const body = el && x.scope(el);
  if (el?.state !== COMPLETING || !body?.body) return;
  const name = x.node(el).loop?.outputCollection;
  if (name === undefined) return;
  const local = (scope: number, value: unknown) =>
    setVariables(x, { key: scope, variables: { [name]: value }, local: true }, () => undefined);
  const results = x.state.instances.variables(body.pi, body.key)?.get(name);
  // A collection that grew while the loop ran has more items than were counted when it began.
  const size = Math.max(body.body.count, el.loopCounter ?? 0);
  if (!Array.isArray(results) || results.length < size) local(body.key, Array(size).fill(null));
  local(el.key, null);
}

/** The instance that has called this one, by way of others or not: one that was called is not cancelled by itself. */
function caller(x: Execution, pi: number): number {
  const parent = x.state.instances.resident(pi) && x.element(pi)?.root?.parent;
  return parent ? caller(x, parent.pi) : pi;
}

function joins(x: Execution, pi: number): boolean {
  const resident = x.state.instances.resident(pi);
  if (resident === undefined) return false;
  const { flows } = x.graph(x.element(pi)!);
  return [...resident.elements.values()].some((el) =>
    Object.keys(el.tokens ?? {}).some((flow) => flows[Number(flow)]!.target.type === 'PARALLEL_GATEWAY'),
  );
}
