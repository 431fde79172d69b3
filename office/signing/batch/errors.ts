import { OfficeError } from '../../errors.ts';

/** There is no such batch of this person. */
export class BatchNotFoundError extends OfficeError {
  constructor(id: string) {
    super('batch-not-found', 'missing', `Không có đợt ký ${id}.`);
  }
}

/** The server stops, or the key was refused: what has not been signed goes on waiting. */
export class BatchInterruptedError extends OfficeError {
  constructor() {
    super('batch-interrupted', 'unavailable', 'Đợt ký bị gián đoạn; văn bản này chưa ký.');
  }
}

/** Another run has taken the batch over: nothing of this one may be kept. */
export class IntentLostError extends OfficeError {
  constructor() {
    super('intent-lost', 'conflict', 'Đợt ký đã được tiếp tục ở nơi khác.');
  }
}
