import { z } from 'zod';

/** `id` of a BPMN element or process. */
export const bpmnId = z.string().min(1).max(200);
export const reason = z.string().trim().min(1).max(1000);
export const retries = z.int().min(1).max(100);
export const variableName = z.string().min(1).max(200);
