// Commands on user tasks, which are answered when the task listeners have run.
import { Rejection } from '../errors.ts';
import type { Execution, OnEnd } from '../execution.ts';
import type { Processor } from '../processor.ts';

/** Zeebe's default request timeout, ms. */
const REQUEST_TIMEOUT = 15_000;

/**
 * @param waitsFor the key of the user task whose transition the command has begun; undefined: nothing to wait for
 * @throws Rejection of the command or of a listener; DEADLINE_EXCEEDED when listeners take longer than 15 s, after
 * which the transition still goes on
 */
export async function untilDone<T>(
  processor: Processor,
  command: (x: Execution, onEnd: OnEnd) => T,
  waitsFor: (result: T) => number | undefined,
): Promise<T> {
  let onEnd: OnEnd = () => undefined;
  const ended = new Promise<Rejection | undefined>((resolve) => {
    onEnd = (_completed, _variables, rejection) => resolve(rejection);
  });
  const result = await processor.submit((x) => command(x, onEnd));
  const key = waitsFor(result);
  if (key === undefined) return result;
  const late = new Rejection(
    'DEADLINE_EXCEEDED',
    `Time out between gateway and broker: Request timed out after PT${REQUEST_TIMEOUT / 1_000}S`,
  );
  let cancel: () => void = () => undefined;
  const timeout = new Promise<Rejection>((resolve) => {
    cancel = processor.after(REQUEST_TIMEOUT, () => {
      processor.forgetResult(key);
      resolve(late);
    });
  });
  const rejection = await Promise.race([ended, timeout]);
  cancel();
  if (rejection) throw rejection;
  return result;
}
