import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { flag, id, orNull, role, unitRef } from '../../http/shared.schema.ts';

export const user = z
  .object({
    id,
    username: z.string(),
    fullName: z.string(),
    position: z.string(),
    unit: orNull(unitRef),
    roles: z.array(role),
    hasCertificate: z.boolean(),
  })
  .meta({ id: 'User', description: 'The person signed in.' });

export const session = z
  .object({
    user: orNull(user),
    csrfToken: orNull(z.string()).meta({ description: 'Goes into the header x-csrf-token of every change.' }),
  })
  .meta({ id: 'Session' });

const signInBody = z
  .object({ username: z.string().trim().min(1).max(100), password: z.string().min(1).max(200) })
  .meta({ id: 'SignIn' });

const signOutQuery = z.object({
  everywhere: flag.meta({ description: 'Ends every session of this person.' }),
});

export const sessionCalls = {
  signIn: defineCall({
    method: 'post',
    path: '/session',
    name: 'signIn',
    summary: 'Đăng nhập',
    open: true,
    body: signInBody,
    response: session,
    errors: [429],
  }),
  current: defineCall({
    method: 'get',
    path: '/session',
    name: 'getSession',
    summary: 'Phiên hiện tại; user là null khi chưa đăng nhập',
    open: true,
    response: session,
  }),
  signOut: defineCall({
    method: 'delete',
    path: '/session',
    name: 'signOut',
    summary: 'Đăng xuất ở đây, hoặc ở mọi nơi',
    query: signOutQuery,
  }),
};
