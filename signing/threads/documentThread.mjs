// TypeScript runs as it stands, through tsx, which a new thread has to be told anew.
import { register } from 'tsx/esm/api';

register();
export const { validate, readTrust, places, text, prepare, fill, begin, finish, extend, accept } =
  await import('./documentThread.ts');
