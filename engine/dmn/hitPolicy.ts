import { equal, order } from '../expression/compare.ts';
import { add } from '../expression/decimal.ts';
import { feelString } from '../expression/text.ts';
import { type FeelValue, newContext } from '../expression/values.ts';
import { computable } from '../expression/wholeNumbers.ts';

export type HitPolicy =
  | 'UNIQUE'
  | 'FIRST'
  | 'ANY'
  | 'PRIORITY'
  | 'RULE ORDER'
  | 'OUTPUT ORDER'
  | 'COLLECT'
  | 'COLLECT SUM'
  | 'COLLECT MIN'
  | 'COLLECT MAX'
  | 'COLLECT COUNT';

/** More or other rules match than the table's hit policy allows. */
export class HitPolicyError extends Error {
  override readonly name = 'HitPolicyError';
  readonly code = 'HIT_POLICY_VIOLATED';
}

/** The outputs of one matching rule, in the order of the table's columns. */
export type Hit = FeelValue[];
/** The columns' names, and their values in order of priority where the table gives them. */
export type Columns = { names: string[]; priorities: (FeelValue[] | null)[] };

const outputOf = (hit: Hit, { names }: Columns): FeelValue => {
  if (hit.length === 1) return hit[0] ?? null;
  const result = newContext();
  names.forEach((name, index) => {
    result[name] = hit[index] ?? null;
  });
  return result;
};

const rank = (value: FeelValue, priorities: FeelValue[] | null): number => {
  const index = priorities?.findIndex((candidate) => equal(candidate, value) === true) ?? -1;
  return index < 0 ? Number.MAX_SAFE_INTEGER : index;
};

/** By the first column that tells two hits apart (DMN 1.5, 8.2.10): the earlier a value is listed, the higher. */
function byPriority(hits: Hit[], { priorities }: Columns): Hit[] {
  return [...hits].sort((a, b) => {
    for (const [column, listed] of priorities.entries()) {
      const difference = rank(a[column] ?? null, listed) - rank(b[column] ?? null, listed);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

function aggregate(policy: HitPolicy, values: FeelValue[]): FeelValue {
  if (policy === 'COLLECT COUNT') return values.length;
  if (values.length === 0) return null;
  if (policy === 'COLLECT SUM') {
    const numbers = values.map(computable);
    if (!numbers.every((value) => typeof value === 'number'))
      throw new HitPolicyError(`Hit policy '${policy}': only numbers have a sum`);
    return (numbers as number[]).reduce(add);
  }
  const sign = policy === 'COLLECT MIN' ? -1 : 1;
  return values.reduce((best, value) => {
    const compared = order(value, best);
    if (compared === null) throw new HitPolicyError(`Hit policy '${policy}': the outputs do not compare`);
    return compared * sign > 0 ? value : best;
  });
}

/** The result of a table from its matching rules, none of which is none (DMN 1.5, 8.2.10). @throws HitPolicyError */
export function applyHitPolicy(policy: HitPolicy, hits: Hit[], columns: Columns): FeelValue {
  const values = hits.map((hit) => outputOf(hit, columns));
  const [first = null] = values;
  switch (policy) {
    case 'UNIQUE':
      if (hits.length > 1)
        throw new HitPolicyError(
          `multiple values aren't allowed for UNIQUE hit policy. found: '${feelString(values)}'`,
        );
      return first;
    case 'ANY':
      if (!values.every((value) => equal(value, first) === true))
        throw new HitPolicyError(
          `different values aren't allowed for ANY hit policy. found: '${feelString(values)}'`,
        );
      return first;
    case 'FIRST':
      return first;
    case 'PRIORITY':
      return outputOf(byPriority(hits, columns)[0] ?? [], columns);
    case 'OUTPUT ORDER':
      return byPriority(hits, columns).map((hit) => outputOf(hit, columns));
    case 'RULE ORDER':
    case 'COLLECT':
      return values;
    default:
      return aggregate(policy, values);
  }
}
