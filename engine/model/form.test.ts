import { expect, it } from 'vitest';
import { FormError, parseForm } from './form.ts';

it('a form gives its id and version tag', () => {
  expect(parseForm('{"id": "f", "versionTag": "v1", "components": []}')).toEqual({
    id: 'f',
    versionTag: 'v1',
  });
});

it.each(['', '{', '[]', '{"id": ""}', '{"components": []}', '{"id": 3}'])(
  'the text %j is refused as a form',
  (json) => {
    expect(() => parseForm(json)).toThrow(FormError);
  },
);
