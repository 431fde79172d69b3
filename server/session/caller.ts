import type { Person } from '@congvan/office';
import type { z } from 'zod';
import type { user } from '../routes/session/schema.ts';

export type User = z.input<typeof user>;

/** Who asks, as the session says; what they may do is the office's to decide, on each call. */
export interface Caller {
  actor: Person;
  sessionId: string;
  csrfToken: string;
}

/** The agency's people, as signing in needs them. Only active people are found. */
export interface Accounts {
  findSignIn(username: string): Promise<{ userId: string; passwordHash: string } | undefined>;
  findActor(userId: string, ip: string): Promise<Person | undefined>;
  getUser(userId: string): Promise<User | undefined>;
}
