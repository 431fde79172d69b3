import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { EnginePort } from '../engine.ts';
import { type ErrorCategory, OfficeError } from '../errors.ts';
import type { Office, Trx } from '../office.ts';
import { authorize, inTransaction } from '../useCase.ts';
import { meaningOf } from './refusals.ts';

/** The engine does not do what it was asked to; nothing has changed. */
export class EngineRefusedError extends OfficeError {}

/** gRPC status codes, and what they mean here. */
const refusals: Readonly<Record<number, [code: string, category: ErrorCategory]>> = {
  3: ['engine-invalid', 'invalid'],
  4: ['engine-unavailable', 'unavailable'],
  5: ['engine-missing', 'missing'],
  8: ['engine-unavailable', 'unavailable'],
  9: ['engine-refused', 'conflict'],
  14: ['engine-unavailable', 'unavailable'],
};

/**
 * An admin asks something of the engine and is told what it answers, so it does not go through the outbox. The entry in
 * the audit trail is written first: a refusal takes it back, and no call is made that could not be told of.
 */
export async function askEngine<Answer>(
  office: Office,
  actor: Actor,
  entry: { action: string; details: Record<string, unknown> },
  ask: (engine: EnginePort, trx: Trx) => Promise<Answer>,
): Promise<Answer> {
  return inTransaction(office, actor, {}, async (trx) => {
    authorize(actor, 'process.manage');
    await writeAudit(office, trx, actor, entry);
    try {
      return await ask(office.engine, trx);
    } catch (error) {
      throw refusalOf(error) ?? error;
    }
  });
}

function refusalOf(error: unknown): EngineRefusedError | undefined {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'number')) return undefined;
  const refusal = refusals[error.code];
  if (!refusal) return undefined;
  const [code, category] = refusal;
  const said = 'details' in error && typeof error.details === 'string' ? error.details : error.message;
  const message =
    category === 'unavailable' ? 'Bộ máy quy trình chưa trả lời; hãy thử lại.' : meaningOf(said);
  return new EngineRefusedError(code, category, message, { cause: error });
}
