import { findActor, findSignIn, getUser, type Office } from '@congvan/office';
import type { Accounts } from './session/caller.ts';

/** The office's people, as signing in needs them. */
export function officeAccounts(office: Office): Accounts {
  return {
    findSignIn: (username) => findSignIn(office, username),
    findActor: (userId, ip) => findActor(office, userId, ip),
    getUser: (userId) => getUser(office, userId),
  };
}
