import type { Variables } from '@congvan/engine/client';
import { z } from 'zod';
import { engineKey } from '../inputs.ts';

/** `id` of a BPMN element or process. */
export const bpmnId = z.string().min(1).max(200);
export const reason = z.string().trim().min(1).max(1000);
export const retries = z.int().min(1).max(100);
export const variableName = z.string().min(1).max(200);

const MAX_CHARACTERS = 500_000;
const MAX_DEPTH = 100;

/** A value as JSON text. */
export const jsonValue = z
  .string()
  .min(1)
  .max(MAX_CHARACTERS)
  .transform((text, context): Variables[string] => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    try {
      const value = JSON.parse(text);
      if (losesDigits(text)) return refuse('Số nguyên dài quá 15 chữ số sẽ sai nếu ghi ở đây.');
      return deeperThan(value, MAX_DEPTH) ? refuse(`Giá trị lồng nhau quá ${MAX_DEPTH} tầng.`) : value;
    } catch {
      return refuse('Giá trị không phải JSON hợp lệ.');
    }
  });

/** Whether an integer of the text, outside of its strings, is beyond what a double holds exactly. */
function losesDigits(text: string): boolean {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  return (bare.match(/(?<![\d.])\d{16,}(?![\d.eE])/g) ?? []).some(
    (digits) => String(Number(digits)) !== digits,
  );
}

function deeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((member) => deeperThan(member, limit - 1));
}

/** Names and values as the text of one JSON object. */
export const jsonVariables = jsonValue.transform((value, context): Variables => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  context.addIssue({ code: 'custom', message: 'Các biến là một đối tượng JSON: {"tên": giá trị}.' });
  return z.NEVER;
});

/** How many instances, or incidents, one confirmation is for. */
export const MAX_AT_ONCE = 100;

/** Keys of instances, each named once. */
export const instanceKeys = z
  .array(engineKey)
  .min(1)
  .max(MAX_AT_ONCE)
  .refine((keys) => new Set(keys).size === keys.length, 'Có lần chạy được chọn hai lần.');
