import type { DecisionResult } from '@congvan/engine/client';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { engineKey } from '../inputs.ts';
import type { Office } from '../office.ts';
import { askEngine } from './askEngine.ts';
import { bpmnId, jsonVariables } from './inputs.ts';

export const evaluateDecisionInput = z.object({
  decisionKey: engineKey,
  /** What the audit trail calls it. */
  decisionId: bpmnId,
  version: z.int().min(1),
  variables: jsonVariables.default({}),
});

/** An admin tries a version of a decision. The audit trail tells which variables it was given, never their values. */
export async function evaluateDecision(
  office: Office,
  actor: Actor,
  input: z.input<typeof evaluateDecisionInput>,
): Promise<DecisionResult> {
  const { decisionKey, decisionId, version, variables } = evaluateDecisionInput.parse(input);
  const details = { decisionKey, decisionId, version, variables: Object.keys(variables) };
  return askEngine(office, actor, { action: 'process.evaluateDecision', details }, (engine) =>
    engine.evaluateDecision({ decisionKey, variables }),
  );
}
