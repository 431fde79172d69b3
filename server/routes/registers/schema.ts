import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { day, direction, id, year } from '../../http/shared.schema.ts';

/** Columns of the register of outgoing documents (Decree 30/2020/NĐ-CP, Appendix IV). */
const outgoingRegisterRow = z
  .object({
    documentId: id,
    number: z.int(),
    notation: z.string(),
    issuedDate: day,
    subject: z.string().meta({ description: 'Type and subject.' }),
    signer: z.string(),
    recipients: z.string(),
    keeper: z.string(),
    copies: z.int(),
    note: z.string(),
  })
  .meta({ id: 'OutgoingRegisterRow' });

/** Columns of the register of incoming documents (Decree 30/2020/NĐ-CP, Appendix IV). */
const incomingRegisterRow = z
  .object({
    documentId: id,
    arrivalDate: day,
    arrivalNumber: z.int(),
    issuer: z.string(),
    notation: z.string(),
    issuedDate: day.nullable(),
    subject: z.string(),
    assignee: z.string(),
    transferDate: day.nullable(),
    receipt: z.string(),
    note: z.string(),
  })
  .meta({ id: 'IncomingRegisterRow' });

export const register = z
  .object({
    kind: direction,
    year: z.int(),
    agencyName: z.string(),
    outgoing: z.array(outgoingRegisterRow).meta({ description: 'Empty for the incoming register.' }),
    incoming: z.array(incomingRegisterRow).meta({ description: 'Empty for the outgoing register.' }),
    total: z.int().meta({ description: 'Of these days; of more than 2,000 the latest are given.' }),
  })
  .meta({ id: 'Register' });

export const registerCalls = {
  get: defineCall({
    method: 'get',
    path: '/registers/{kind}/{year}',
    name: 'getRegister',
    summary: 'Sổ đăng ký văn bản đi hoặc đến của một năm, hay của một số ngày trong năm',
    params: z.object({ kind: direction, year }),
    query: z.object({ from: day.optional(), to: day.optional() }),
    response: register,
    errors: [404],
  }),
};
