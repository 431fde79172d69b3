import { OfficeError } from '../errors.ts';

export class DelegationNotFoundError extends OfficeError {
  constructor(id: string) {
    super('delegation-not-found', 'missing', `Không có ủy quyền ${id}.`);
  }
}
