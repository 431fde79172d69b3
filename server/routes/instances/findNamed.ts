import type { InstanceFilter, InstanceSummary, Monitor } from '@congvan/engine';
import { type Actor, instancesOfDocuments, type Office } from '@congvan/office';

/** An engine's key has more digits than any number of a document. */
const KEY = /^\d{10,19}$/;

/** Instances named by their key, or by the document that they work on, as far as the filter lets them through. */
export async function findNamed(
  office: Office,
  actor: Actor,
  monitor: Monitor,
  name: string,
  {
    definitionKeys = [],
    state,
    startedFrom = 0,
    startedBefore = Infinity,
    before = Infinity,
    limit,
  }: InstanceFilter,
): Promise<InstanceSummary[]> {
  const keys = KEY.test(name) ? [name] : await instancesOfDocuments(office, actor, name);
  const found = await monitor.instancesOf(keys.map(Number));
  return found
    .filter(
      (instance) =>
        definitionKeys.includes(instance.definitionKey) &&
        (!state || instance.state === state || (state === 'ACTIVE' && instance.state === 'INCIDENT')) &&
        instance.startedAt >= startedFrom &&
        instance.startedAt < startedBefore &&
        instance.key < before,
    )
    .slice(0, limit);
}
