import type { CompleteTask, OfficeDocument, TaskDetail } from '../../api/types';

/** What every task form is given. It keeps what was typed until the task is done, whatever the server answers. */
export interface TaskFormProps {
  task: TaskDetail;
  document: OfficeDocument;
  busy: boolean;
  error: unknown;
}

/** Who checks a draft, content and form, and what they are told. */
export type SubmitTo = Omit<Extract<CompleteTask, { kind: 'draft' }>, 'kind' | 'outcome' | 'signerId'>;

// A type alias, because Vue's compiler wants a literal type for emits.
export type TaskFormEmits = {
  complete: [body: CompleteTask];
  /** Signed on the person's own machine: which outcome that was, as `outcome.…` in the locales. */
  signed: [outcome: string];
};
