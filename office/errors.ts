import { writable } from '@congvan/storage';

/** What a caller can do about a failed use case; the server maps it to an HTTP status in one place. */
export type ErrorCategory = 'forbidden' | 'missing' | 'conflict' | 'invalid' | 'unavailable';

/** A use case that was refused; nothing has changed. `message` is Vietnamese, for a person. */
export class OfficeError extends Error {
  constructor(
    readonly code: string,
    readonly category: ErrorCategory,
    message: string,
    options?: ErrorOptions,
  ) {
    // It may tell what a certificate or a partner says, and may be kept.
    super(writable(message), options);
    this.name = new.target.name;
  }
}

/** The policies do not let this person do this; an audit entry tells of the attempt. */
export class ForbiddenError extends OfficeError {
  constructor(readonly action: string) {
    super('forbidden', 'forbidden', 'Anh/chị không có quyền làm việc này.');
  }
}

export class DocumentNotFoundError extends OfficeError {
  constructor(id: string) {
    super('document-not-found', 'missing', `Không có văn bản ${id}.`);
  }
}

export class TaskNotFoundError extends OfficeError {
  constructor(id: string) {
    super('task-not-found', 'missing', `Không có việc ${id}.`);
  }
}

export class FileNotFoundError extends OfficeError {
  constructor(id: string) {
    super('document-file-not-found', 'missing', `Văn bản không có tệp ${id}.`);
  }
}

/** Someone else has done the task, or the process took it back. */
export class TaskClosedError extends OfficeError {
  constructor() {
    super('task-closed', 'conflict', 'Việc này đã được làm xong hoặc đã bị thu hồi.');
  }
}

/** The input is of another kind of task than the task is. */
export class TaskKindError extends OfficeError {
  constructor(expected: string, given: string) {
    super('task-kind', 'conflict', `Việc này thuộc loại «${expected}», không phải «${given}».`);
  }
}

/** The document's state does not allow this step. */
export class DocumentStateError extends OfficeError {
  constructor(
    readonly state: string,
    message: string,
  ) {
    super('document-state', 'conflict', message);
  }
}

/** Two people changed the same document; the second must read it again. */
export class DocumentChangedError extends OfficeError {
  constructor() {
    super('document-changed', 'conflict', 'Văn bản vừa được người khác sửa; hãy tải lại rồi làm tiếp.');
  }
}

/** A field names something that does not fit: a person without the role, an unknown unit or type. */
export class InputError extends OfficeError {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super('input', 'invalid', message);
  }
}
