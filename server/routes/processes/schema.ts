import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { engineKey, page } from '../../http/shared.schema.ts';
import {
  incident,
  processDefinition,
  processInstance,
  processProblem,
  processView,
} from './process.schema.ts';

const keyParams = z.object({ key: engineKey });
const processId = z.string().min(1).max(200);

export const MAX_RESOURCE_CHARACTERS = 4_000_000;

export const resources = z
  .object({
    resources: z
      .array(
        z.object({
          name: z
            .string()
            .max(200)
            .regex(/^[\w .-]+\.(bpmn|form|dmn)$/u),
          content: z.string().min(1).max(MAX_RESOURCE_CHARACTERS),
        }),
      )
      .min(1)
      .max(20),
  })
  .meta({ id: 'Resources' });

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
    response: z.object({ problems: z.array(processProblem) }).meta({ id: 'ProcessProblems' }),
  }),
  deploy: defineCall({
    method: 'post',
    path: '/processes',
    name: 'deployProcess',
    summary: 'Triển khai BPMN và biểu mẫu; mọi việc mới đi theo phiên bản này',
    body: resources,
    response: z
      .object({
        deploymentKey: engineKey,
        processIds: z.array(z.string()),
      })
      .meta({ id: 'Deployment' }),
    errors: [422, 503],
  }),
  instances: defineCall({
    method: 'get',
    path: '/processes/{processId}/instances',
    name: 'listInstances',
    summary: 'Các lần chạy của một quy trình',
    params: z.object({ processId }),
    query: z.object({ state: z.enum(['active', 'completed', 'terminated']).optional(), page }),
    response: z.object({ items: z.array(processInstance), total: z.int() }).meta({ id: 'InstanceList' }),
  }),
  instance: defineCall({
    method: 'get',
    path: '/instances/{key}',
    name: 'getInstance',
    summary: 'Một lần chạy: sơ đồ, đường đã đi, sự cố',
    params: keyParams,
    response: processView,
    errors: [404],
  }),
  cancel: defineCall({
    method: 'post',
    path: '/instances/{key}/cancel',
    name: 'cancelInstance',
    summary: 'Dừng một lần chạy',
    params: keyParams,
    body: z.object({ reason: z.string().trim().min(1).max(1000) }).meta({ id: 'CancelInstance' }),
    errors: [404, 409, 503],
  }),
  incidents: defineCall({
    method: 'get',
    path: '/incidents',
    name: 'listIncidents',
    summary: 'Các sự cố đang chờ xử lý',
    response: z.object({ items: z.array(incident) }).meta({ id: 'IncidentList' }),
  }),
  resolve: defineCall({
    method: 'post',
    path: '/incidents/{key}/resolve',
    name: 'resolveIncident',
    summary: 'Cho chạy tiếp sau sự cố',
    params: keyParams,
    body: z.object({ retries: z.int().min(1).max(10).default(1) }).meta({ id: 'ResolveIncident' }),
    errors: [404, 409, 503],
  }),
};
