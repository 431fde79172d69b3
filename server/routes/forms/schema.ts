import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { engineKey, instant } from '../../http/shared.schema.ts';

const version = { formId: z.string(), version: z.int(), deployedAt: instant };

export const formCalls = {
  list: defineCall({
    method: 'get',
    path: '/forms',
    name: 'listForms',
    summary: 'Các biểu mẫu và phiên bản đã triển khai',
    response: z
      .object({
        items: z.array(
          z.object({ key: engineKey, ...version, latest: z.boolean() }).meta({ id: 'FormVersion' }),
        ),
      })
      .meta({ id: 'FormList' }),
    errors: [503],
  }),
  get: defineCall({
    method: 'get',
    path: '/forms/{key}',
    name: 'getForm',
    summary: 'Một phiên bản của biểu mẫu',
    params: z.object({ key: engineKey }),
    response: z
      .object({ ...version, schema: z.string().meta({ description: 'JSON of form-js.' }) })
      .meta({ id: 'DeployedForm' }),
    errors: [404, 503],
  }),
};
