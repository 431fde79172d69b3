import { z } from 'zod';

const MAX_FORM_BYTES = 4 * 1024 * 1024;
const formSchema = z.object({ id: z.string().min(1).max(255), versionTag: z.string().max(255).optional() });

export type FormMetadata = { id: string; versionTag?: string };

/** A `.form` file that is no form. */
export class FormError extends Error {
  override readonly name = 'FormError';
  readonly code = 'FORM_INVALID';
  constructor(
    message: string,
    readonly messageVi: string,
  ) {
    super(message);
  }
}

/** Reads what the engine keeps of a form: its id and version tag. @throws FormError */
export function parseForm(json: string): FormMetadata {
  if (Buffer.byteLength(json, 'utf8') > MAX_FORM_BYTES)
    throw new FormError('The form is larger than 4 MB', 'Biểu mẫu lớn hơn 4 MB');
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (error) {
    throw new FormError(`The form is no JSON: ${String(error)}`, 'Biểu mẫu không phải JSON hợp lệ');
  }
  const form = formSchema.safeParse(content);
  if (form.success) return { id: form.data.id, versionTag: form.data.versionTag };
  throw new FormError('Expected the form id to be present, but none given', 'Biểu mẫu thiếu mã (id)');
}
