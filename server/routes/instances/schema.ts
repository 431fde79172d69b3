import {
  cancelProcessesInput,
  instanceKeys,
  migrateProcessesInput,
  modifyProcessInput,
  revealVariableInput,
  setVariableInput,
  updateRetriesInput,
} from '@congvan/office';
import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { engineKey, instant, outcomes } from '../../http/shared.schema.ts';
import { instanceCounts } from '../processes/process.schema.ts';
import { instanceDetail, migration, modification, processInstance, runState } from './instance.schema.ts';

const keyParams = z.object({ key: engineKey });
const instanceKey = { processInstanceKey: true } as const;

export const instanceCalls = {
  list: defineCall({
    method: 'get',
    path: '/instances',
    name: 'listInstances',
    summary: 'Các lần chạy, mới nhất trước',
    query: z.object({
      processId: z.string().min(1).max(200).optional(),
      definitionKey: engineKey.optional().meta({ description: 'One version.' }),
      state: runState.optional(),
      startedFrom: instant.optional(),
      startedBefore: instant.optional(),
      search: z
        .string()
        .trim()
        .max(200)
        .optional()
        .meta({ description: 'Key of an instance; id, label or number of a document.' }),
      before: engineKey.optional().meta({ description: '`next` of the page before.' }),
    }),
    response: z
      .object({
        items: z.array(processInstance),
        next: engineKey.nullable(),
        counts: instanceCounts.meta({
          description: 'Of the process or version, whatever else is asked for.',
        }),
      })
      .meta({ id: 'InstanceList' }),
    errors: [503],
  }),
  get: defineCall({
    method: 'get',
    path: '/instances/{key}',
    name: 'getInstance',
    summary: 'Một lần chạy: sơ đồ, đường đã đi, biến, việc máy, sự cố',
    params: keyParams,
    response: instanceDetail,
    errors: [404, 503],
  }),
  setVariable: defineCall({
    method: 'put',
    path: '/instances/{key}/variables',
    name: 'setVariable',
    summary: 'Sửa một biến của lần chạy',
    params: keyParams,
    body: setVariableInput.omit(instanceKey).meta({ id: 'SetVariable' }),
    errors: [404, 409, 422, 503],
  }),
  reveal: defineCall({
    method: 'post',
    path: '/instances/{key}/variables/reveal',
    name: 'revealVariable',
    summary: 'Xem giá trị bị che của một biến; ghi vào nhật ký',
    params: keyParams,
    body: revealVariableInput.omit(instanceKey).meta({ id: 'RevealVariable' }),
    response: z
      .object({ value: z.string().meta({ description: 'JSON text.' }) })
      .meta({ id: 'VariableValue' }),
    errors: [404, 503],
  }),
  modification: defineCall({
    method: 'get',
    path: '/instances/{key}/modification',
    name: 'getModification',
    summary: 'Những bước có thể dừng và mở bằng tay',
    params: keyParams,
    response: modification,
    errors: [404, 503],
  }),
  modify: defineCall({
    method: 'post',
    path: '/instances/{key}/modify',
    name: 'modifyInstance',
    summary: 'Dừng và mở các bước bằng tay',
    params: keyParams,
    body: modifyProcessInput.omit({ ...instanceKey, jobKeys: true }).meta({ id: 'ModifyInstance' }),
    errors: [404, 409, 422, 503],
  }),
  cancel: defineCall({
    method: 'post',
    path: '/instances/cancel',
    name: 'cancelInstances',
    summary: 'Dừng các lần chạy',
    body: cancelProcessesInput.meta({ id: 'CancelInstances' }),
    errors: [503],
  }),
  migration: defineCall({
    method: 'get',
    path: '/instances/migration',
    name: 'getMigration',
    summary: 'Đề nghị cách chuyển các lần chạy của một phiên bản sang phiên bản khác',
    query: z.object({
      keys: z
        .string()
        .max(3000)
        .transform((keys) => keys.split(','))
        .pipe(instanceKeys)
        .meta({ description: 'Keys of instances of one version, separated by commas.' }),
      definitionKey: engineKey,
    }),
    response: migration,
    errors: [404, 503],
  }),
  migrate: defineCall({
    method: 'post',
    path: '/instances/migrate',
    name: 'migrateInstances',
    summary: 'Chuyển các lần chạy sang phiên bản khác; mỗi lần chạy có kết quả riêng',
    body: migrateProcessesInput.meta({ id: 'MigrateInstances' }),
    response: outcomes.meta({ id: 'MigratedInstances' }),
    errors: [422, 503],
  }),
  updateRetries: defineCall({
    method: 'post',
    path: '/jobs/{key}/retries',
    name: 'updateRetries',
    summary: 'Đặt lại số lần thử của một việc máy',
    params: keyParams,
    body: updateRetriesInput.omit({ jobKey: true }).meta({ id: 'UpdateRetries' }),
    errors: [404, 422, 503],
  }),
};
