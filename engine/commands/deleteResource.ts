// DeleteResource: no new instance of it; running ones go on with what they began with.
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import { closeStartTimers, openStartTimers } from './startTimers.ts';

export function deleteResource(x: Execution, key: number): void {
  const resource = x.definitions.get(key);
  if (resource === undefined || resource.kind === 'decision')
    reject('NOT_FOUND', 'DELETE', `Expected to delete resource but no resource found with key \`${key}\``);
  const wasLatest = x.definitions.latest(resource.kind, resource.id, resource.tenant)?.key === key;
  x.state.resources.put({ ...resource, deleted: true });
  if (resource.kind === 'decisionRequirements') {
    for (const decision of [...x.state.resources.values()])
      if (decision.parent === key) x.state.resources.put({ ...decision, deleted: true });
  }
  if (resource.kind === 'process' && wasLatest) {
    closeStartTimers(x, resource);
    const next = x.definitions.latest('process', resource.id, resource.tenant);
    if (next) openStartTimers(x, next, x.definitions.graph(next.key));
  }
  x.record('RESOURCE_DELETION', 'DELETED', key);
}
