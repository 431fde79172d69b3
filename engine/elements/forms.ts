import { IncidentError } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { FormReference } from '../model/graph.ts';
import type { ElementInstance, Resource } from '../state/rows.ts';
import { resolve } from './callActivity.ts';

/** The form that a task names by its id. @throws IncidentError when it is not deployed */
export function linkedForm(
  x: Execution,
  el: ElementInstance,
  form: FormReference | undefined,
): Resource | undefined {
  if (form?.formId === undefined) return undefined;
  const found = resolve(x, el, 'form', form.formId, form.binding);
  if (found) return found;
  throw new IncidentError(
    'FORM_NOT_FOUND',
    `Expected to find a form with id '${form.formId}', but no form with this id is found, at least a form with this id should be available. To resolve the Incident please deploy a form with the same id`,
  );
}
