// DeleteResource: no new instance of it. What has instances that run is not deleted.
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import { closeStartTimers, openStartTimers } from './startTimers.ts';

/** @param atRest whether instances of the process are in the store */
export function deleteResource(x: Execution, key: number, atRest: boolean): void {
  const resource = x.definitions.get(key);
  if (resource === undefined || resource.kind === 'decision')
    reject('NOT_FOUND', 'DELETE', `Expected to delete resource but no resource found with key \`${key}\``);
  if (resource.kind === 'process' && (atRest || runs(x, key)))
    reject(
      'FAILED_PRECONDITION',
      'DELETE',
      `Expected to delete resource with key \`${key}\` but there are still running instances`,
    );
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

function runs(x: Execution, definition: number): boolean {
  for (const { pi, elements } of x.state.instances.all())
    if (elements.get(pi)?.root?.definition === definition) return true;
  return false;
}
