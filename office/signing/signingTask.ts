import type { Actor, Person } from '../actor.ts';
import { findTask, type TaskRow } from '../assignments/taskRow.ts';
import { checkTask, type TaskStep } from '../assignments/withTask.ts';
import { type DocumentRow, findDocument, requireState } from '../documents/documentRow.ts';
import { requireSigner } from '../documents/requireSigner.ts';
import { DocumentChangedError, ForbiddenError, TaskNotFoundError } from '../errors.ts';
import type { DocumentState, TaskKind } from '../inputs.ts';
import type { Office } from '../office.ts';
import { type DocumentFileRow, mainFile } from '../records/mainFile.ts';
import { NothingToSignError } from './errors.ts';
import { requirePersonSignature } from './personSignature.ts';
import type { SignaturePart } from './tables.ts';

/** A task that is done by signing the document's main file, as it stands now. */
export interface SigningTask {
  actor: Person;
  step: TaskStep;
  part: SignaturePart;
  /** Name of the signature's field. */
  field: string;
  /** Whose key signs; null: the agency's. */
  owner: string | null;
  state: DocumentState;
  next: DocumentState;
  task: TaskRow;
  document: DocumentRow;
  main: DocumentFileRow;
}

type Kind = Pick<SigningTask, 'part' | 'field' | 'state' | 'next'> & Pick<TaskStep, 'outcome' | 'action'>;

/** Reviews are approved with an initial (ký nháy) or without; signing and sealing are nothing but a signature. */
const kinds: Readonly<Partial<Record<TaskKind, Kind>>> = {
  reviewContent: {
    ...{ outcome: 'approve', action: 'document.reviewContent', part: 'initial', field: 'initialContent' },
    ...{ state: 'contentReview', next: 'formReview' },
  },
  reviewForm: {
    ...{ outcome: 'approve', action: 'document.reviewForm', part: 'initial', field: 'initialForm' },
    ...{ state: 'formReview', next: 'toSign' },
  },
  sign: {
    ...{ outcome: 'sign', action: 'document.sign', part: 'person', field: 'person' },
    ...{ state: 'toSign', next: 'toNumber' },
  },
  seal: {
    ...{ outcome: 'seal', action: 'document.seal', part: 'agency', field: 'agency' },
    ...{ state: 'toSeal', next: 'toSend' },
  },
};

/**
 * What signing this task means now; asked again when the signature is kept.
 * @param fileSha256 the main file that the person was shown, when they say which
 * @throws {NothingToSignError} for a kind that is not done by signing; what `checkTask` throws;
 * {@link PersonSignatureMissingError} for the agency's key on a document without the competent person's signature
 */
export async function openSigning(
  office: Office,
  actor: Actor,
  taskId: string,
  fileSha256?: string,
): Promise<SigningTask> {
  const known = await findTask(office.db, taskId);
  if (!known) throw new TaskNotFoundError(taskId);
  const kind = kinds[known.kind];
  if (!kind) throw new NothingToSignError();
  const { outcome, action, ...signing } = { ...kind, ...furtherSigner(known) };
  const step = { taskId, kind: known.kind, outcome, action };
  const task = await checkTask(office, actor, step);
  if (actor.kind !== 'person') throw new ForbiddenError(action);
  const document = await findDocument(office.db, task.documentId);
  requireState(document, signing.state);
  const main = await mainFile(office.db, document.id);
  if (fileSha256 !== undefined && main.sha256 !== fileSha256) throw new DocumentChangedError();
  if (signing.part === 'initial') await requireSigner(office.db, document);
  if (signing.part === 'agency') await requirePersonSignature(office, document.id, main.sha256);
  const owner = signing.part === 'agency' ? null : actor.id;
  return { actor, step, ...signing, owner, task, document, main };
}

/** A signer before the competent person: the document goes on waiting for the next signature. */
function furtherSigner({ kind, signature }: TaskRow): Partial<Kind> {
  if (kind !== 'sign' || signature === null || signature === 'person') return {};
  return { part: 'cosigner', field: signature, next: 'toSign' };
}
