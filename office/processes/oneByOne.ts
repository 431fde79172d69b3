import { EngineRefusedError } from './askEngine.ts';

export interface Refusal {
  code: string;
  /** For the person, in Vietnamese. */
  message: string;
}

export interface Outcome<Input> {
  input: Input;
  /** Why it was not done; null: it was. */
  refusal: Refusal | null;
}

/**
 * Asks the engine for each of many, one after the other; what it refuses does not stop the others. An engine that does
 * not answer is not asked again: the rest is told so at once.
 */
export async function oneByOne<Input>(
  inputs: readonly Input[],
  ask: (input: Input) => Promise<void>,
): Promise<Outcome<Input>[]> {
  const outcomes: Outcome<Input>[] = [];
  let away: Refusal | null = null;
  for (const input of inputs) {
    const refusal: Refusal | null = away ?? (await refusalOf(ask(input)));
    if (refusal?.code === 'engine-unavailable') away = refusal;
    outcomes.push({ input, refusal });
  }
  return outcomes;
}

async function refusalOf(asked: Promise<void>): Promise<Refusal | null> {
  try {
    await asked;
    return null;
  } catch (error) {
    if (!(error instanceof EngineRefusedError)) throw error;
    return { code: error.code, message: error.message };
  }
}
