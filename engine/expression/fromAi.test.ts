import { describe, expect, it } from 'vitest';
import { type AiParameter, aiParameters } from './fromAi.ts';

describe('the parameters that an expression asks an AI for', () => {
  it.each<[string, AiParameter[]]>([
    ['toolCall.userId', []],
    ['fromAi(toolCall.userId)', [{ name: 'toolCall.userId' }]],
    ['fromAi(toolCall.q, null)', [{ name: 'toolCall.q' }]],
    [
      'fromAi(toolCall.q, "What for", "string")',
      [{ name: 'toolCall.q', description: 'What for', type: 'string' }],
    ],
    ['fromAi(value: toolCall.id, type: "number")', [{ name: 'toolCall.id', type: 'number' }]],
    [
      'fromAi(toolCall.tags, "Tags", "array", {items: {type: "string"}}, {required: false})',
      [
        {
          name: 'toolCall.tags',
          description: 'Tags',
          type: 'array',
          schema: { items: { type: 'string' } },
          options: { required: false },
        },
      ],
    ],
    [
      '{a: string(fromAi(toolCall.a)), b: if x then [fromAi(b, "B")] else null}',
      [{ name: 'toolCall.a' }, { name: 'b', description: 'B' }],
    ],
  ])('of %s', (source, parameters) => {
    expect(aiParameters(source)).toEqual(parameters);
  });

  it.each([
    ['fromAi("a text")', "parameter 'value' must be a reference"],
    ['fromAi()', "parameter 'value' must be a reference"],
    ['fromAi(a, upper case("x"))', "parameter 'description' must be constant"],
    ['fromAi(a, null, null, {enum: choices})', "parameter 'schema' must be constant"],
  ])('are refused in %s', (source, why) => {
    expect(() => aiParameters(source)).toThrow(why);
  });
});
