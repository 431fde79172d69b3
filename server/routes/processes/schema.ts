import { deleteProcessInput, deployProcessInput, startProcessInput } from '@congvan/office';
import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { engineKey } from '../../http/shared.schema.ts';
import { processInstance, runState } from '../instances/instance.schema.ts';
import { heatMapEntry, processDefinition, processProblem } from './process.schema.ts';

const keyParams = z.object({ key: engineKey });

export const resources = deployProcessInput.meta({ id: 'Resources' });

/** Below the 4 MB that the engine takes as one request. */
const MAX_DEPLOYMENT_BYTES = 4_000_000;

export const processCalls = {
  list: defineCall({
    method: 'get',
    path: '/processes',
    name: 'listProcesses',
    summary: 'Các quy trình và phiên bản đã triển khai',
    response: z.object({ items: z.array(processDefinition) }).meta({ id: 'ProcessList' }),
  }),
  xml: defineCall({
    method: 'get',
    path: '/processes/{key}/xml',
    name: 'getProcessXml',
    summary: 'BPMN của một phiên bản',
    params: keyParams,
    response: z
      .object({ processId: z.string(), version: z.int(), bpmnXml: z.string() })
      .meta({ id: 'ProcessXml' }),
    errors: [404],
  }),
  validate: defineCall({
    method: 'post',
    path: '/processes/validate',
    name: 'validateProcess',
    summary: 'Kiểm tra mà không triển khai',
    body: resources,
    maxBodyBytes: MAX_DEPLOYMENT_BYTES,
    response: z.object({ problems: z.array(processProblem) }).meta({ id: 'ProcessProblems' }),
  }),
  deploy: defineCall({
    method: 'post',
    path: '/processes',
    name: 'deployProcess',
    summary: 'Triển khai quy trình, quyết định và biểu mẫu; mọi việc mới đi theo phiên bản này',
    body: resources,
    maxBodyBytes: MAX_DEPLOYMENT_BYTES,
    response: z
      .object({
        deploymentKey: engineKey,
        processIds: z.array(z.string()),
      })
      .meta({ id: 'Deployment' }),
    errors: [422, 503],
  }),
  start: defineCall({
    method: 'post',
    path: '/processes/{key}/start',
    name: 'startProcess',
    summary: 'Bắt đầu một lần chạy của phiên bản này',
    params: keyParams,
    body: startProcessInput.pick({ variables: true }).meta({ id: 'StartProcess' }),
    response: z.object({ instanceKey: engineKey }).meta({ id: 'StartedInstance' }),
    errors: [404, 422, 503],
  }),
  remove: defineCall({
    method: 'post',
    path: '/processes/{key}/delete',
    name: 'deleteProcess',
    summary: 'Xóa một phiên bản không còn lần chạy nào',
    params: keyParams,
    body: deleteProcessInput.pick({ reason: true }).meta({ id: 'DeleteProcess' }),
    errors: [404, 409, 503],
  }),
  heatMap: defineCall({
    method: 'get',
    path: '/processes/{key}/heat-map',
    name: 'getHeatMap',
    summary: 'Số lượt qua từng bước của một phiên bản',
    params: keyParams,
    response: z.object({ items: z.array(heatMapEntry) }).meta({ id: 'HeatMap' }),
    errors: [404, 503],
  }),
  instancesAt: defineCall({
    method: 'get',
    path: '/processes/{key}/elements/{elementId}/instances',
    name: 'listInstancesAt',
    summary: 'Các lần chạy ở một bước: đang ở đó, gặp sự cố, đã qua, bị dừng',
    params: keyParams.extend({ elementId: z.string().min(1).max(500) }),
    query: z.object({
      state: runState.meta({
        description: 'Of the element; completed and terminated: by instances that have ended.',
      }),
      before: engineKey.optional().meta({ description: '`next` of the page before.' }),
    }),
    response: z
      .object({
        items: z.array(processInstance),
        next: engineKey.nullable().meta({ description: 'A page may be short, or empty, and not the last.' }),
      })
      .meta({ id: 'InstancesAt' }),
    errors: [404, 503],
  }),
};
