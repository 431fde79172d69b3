import { parseDecisions } from '@congvan/engine/dmn/parse';
import { FormError, parseForm } from '@congvan/engine/model/form';
import { parseProcesses } from '@congvan/engine/model/parse';
import type { ModelProblem } from '@congvan/engine/model/problems';
import type { z } from 'zod';
import type { processProblem } from './process.schema.ts';
import type { resources } from './schema.ts';

type Resource = z.output<typeof resources>['resources'][number];
type Problem = z.output<typeof processProblem>;

/** Why our engine would refuse these files, with the ids of the elements; and the processes in them. */
export function checkResources(given: readonly Resource[]): { problems: Problem[]; processIds: string[] } {
  const problems: Problem[] = [];
  const processIds: string[] = [];
  for (const { name: resource, content } of given) {
    const add = (found: readonly ModelProblem[]) => {
      for (const { elementId, message, messageVi } of found)
        problems.push({ resource, elementId: elementId || null, message: messageVi, original: message });
    };
    if (resource.endsWith('.bpmn')) {
      const { processes, errors } = parseProcesses(content);
      processIds.push(...processes.map(({ id }) => id));
      add(errors);
    } else if (resource.endsWith('.dmn')) {
      add(parseDecisions(content).errors);
    } else if (resource.endsWith('.form')) {
      const fault = formFault(content);
      if (fault)
        problems.push({ resource, elementId: null, message: fault.messageVi, original: fault.message });
    }
  }
  return { problems, processIds };
}

function formFault(content: string): FormError | undefined {
  try {
    parseForm(content);
    return undefined;
  } catch (error) {
    if (error instanceof FormError) return error;
    throw error;
  }
}
