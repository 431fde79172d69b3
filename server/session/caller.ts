import type { z } from 'zod';
import type { user } from '../routes/session/schema.ts';

export type User = z.output<typeof user>;

/** The person who asks, as the session says; what they may do is the office's to decide, on each call. */
export interface Caller {
  user: User;
  sessionId: string;
  csrfToken: string;
  ip: string;
}

/** The agency's people, as signing in needs them. Only active people are found. */
export interface Accounts {
  byUsername(username: string): Promise<{ id: string; passwordHash: string } | undefined>;
  byId(id: string): Promise<User | undefined>;
}
