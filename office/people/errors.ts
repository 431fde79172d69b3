import { OfficeError } from '../errors.ts';

export class UsernameTakenError extends OfficeError {
  constructor(username: string) {
    super('username-taken', 'conflict', `Tên đăng nhập «${username}» đã có người dùng.`);
  }
}

/** Nobody would be left who can let people in again. */
export class LastAdminError extends OfficeError {
  constructor() {
    super('last-admin', 'conflict', 'Cơ quan phải còn ít nhất một quản trị viên không bị khóa.');
  }
}

export class UserNotFoundError extends OfficeError {
  constructor(id: string) {
    super('user-not-found', 'missing', `Không có người dùng ${id}.`);
  }
}
