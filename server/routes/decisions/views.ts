import type { DecisionVersion, Evaluation, EvaluationDetail } from '@congvan/engine';
import type { EvaluatedDecision } from '@congvan/engine/client';
import { keyOrNull } from '../instances/views.ts';
import { at } from '../processes/views.ts';

type Shown = EvaluationDetail['output'];
type NamedValue = EvaluationDetail['inputs'][number];

export const viewVersion = ({
  key,
  decisionId,
  name,
  version,
  resourceName,
  deployedAt,
}: DecisionVersion) => ({
  key: String(key),
  decisionId,
  name: name || decisionId,
  version,
  fileName: resourceName,
  deployedAt: at(deployedAt),
});

export const viewEvaluation = (found: Evaluation) => ({
  key: String(found.key),
  decisionKey: String(found.decisionKey),
  decisionId: found.decisionId,
  decisionName: found.decisionName,
  version: found.version,
  at: at(found.at),
  failure: found.failed ? found.failure : null,
  instanceKey: keyOrNull(found.instanceKey),
  elementInstanceKey: keyOrNull(found.elementInstanceKey),
});

const shown = ({ json, masked = [] }: Shown) => ({ value: json ?? null, masked });
const named = ({ name, ...value }: NamedValue) => ({ name, ...shown(value) });

export const viewEvaluationDetail = (found: EvaluationDetail) => ({
  ...viewEvaluation(found),
  inputs: found.inputs.map(named),
  rules: found.rules.map(({ outputs, ...rule }) => ({ ...rule, outputs: outputs.map(named) })),
  output: shown(found.output),
});

/** What an admin has just given is not masked. */
export const viewTried = ({ inputs, rules, output, ...decision }: EvaluatedDecision) => ({
  ...decision,
  inputs: inputs.map(whole),
  rules: rules.map(({ outputs, ...rule }) => ({ ...rule, outputs: outputs.map(whole) })),
  output: { value: output, masked: [] },
});

const whole = ({ name, value }: EvaluatedDecision['inputs'][number]) => ({ name, value, masked: [] });
