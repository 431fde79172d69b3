// CreateProcessInstance, and with result: the answer comes when the instance has completed.
import type { CreatedInstance } from '../commands/createProcessInstance.ts';
import { Rejection } from '../errors.ts';
import type { Execution, OnEnd } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import { jsonOf } from '../expression/wholeNumbers.ts';
import type { Processor } from '../processor.ts';

const DEFAULT_TIMEOUT = 15_000;

export function instanceResponse({ key, definition, tags }: CreatedInstance): object {
  return {
    processDefinitionKey: definition.key,
    bpmnProcessId: definition.id,
    version: definition.version,
    processInstanceKey: key,
    tenantId: definition.tenant,
    tags,
  };
}

export interface InstanceResult extends CreatedInstance {
  variables: VariableContext;
}

export const resultResponse = (result: InstanceResult): object => ({
  ...instanceResponse(result),
  variables: jsonOf(result.variables),
});

/** @param create the command, given who is told of the end. @param timeout ms; 0: the gateway's default */
export function createWithResult(
  processor: Processor,
  create: (onEnd: OnEnd) => (x: Execution) => CreatedInstance,
  timeout: number,
  fetchVariables: string[],
): Promise<InstanceResult> {
  const wait = timeout > 0 ? timeout : DEFAULT_TIMEOUT;
  return new Promise((resolve, reject) => {
    let instance: Promise<CreatedInstance>;
    const cancel = processor.after(wait, () => {
      void instance.then(({ key }) => processor.forgetResult(key)).catch(() => undefined);
      reject(
        new Rejection(
          'DEADLINE_EXCEEDED',
          `Time out between gateway and broker: Request timed out after PT${wait / 1000}S`,
        ),
      );
    });
    // A cancelled instance has no result: the caller waits until its time is over, as with Zeebe.
    const onEnd: OnEnd = (completed, variables, rejection) => {
      if (!completed && !rejection) return;
      cancel();
      if (rejection) reject(rejection);
      void instance.then((created) => {
        resolve({ ...created, variables: chosen(variables, fetchVariables) });
      });
    };
    instance = processor.submit(create(onEnd));
    instance.catch((error) => {
      cancel();
      reject(error);
    });
  });
}

function chosen(variables: VariableContext, names: string[]): VariableContext {
  if (names.length === 0) return variables;
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
  );
}
