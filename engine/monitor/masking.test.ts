import { describe, expect, it } from 'vitest';
import { DEFAULT_MASKING, type MaskingRules, mask } from './masking.ts';

const shown = (variables: Record<string, unknown>, rules: MaskingRules = DEFAULT_MASKING) =>
  mask(
    rules,
    Object.entries(variables).map(([name, value]) => ({ scope: 1, name, value })),
  );

describe('variables as people see them', () => {
  it.each([
    'password',
    'userPassword',
    'password_hash',
    'PASSWORD',
    'accessTokens',
    'APIKey',
    'apikey',
    'keyPIN',
    'Mật khẩu',
    'mat_khau',
    'soCCCD',
  ])('«%s» is masked by its name, and its value is not there', (name) => {
    expect(shown({ [name]: 'hunter2' })).toEqual([
      { scope: 1, name, masked: [{ path: '', reason: 'name' }] },
    ]);
  });

  it.each(['shipping', 'opinion', 'tokenization', 'secretary', 'passed'])('«%s» is no secret', (name) => {
    expect(shown({ [name]: 1 })).toEqual([{ scope: 1, name, json: '1' }]);
  });

  it('a secret deep in a value is masked in its place', () => {
    const value = { user: 'an', keys: [{ pin: '1234', label: 'a' }], login: { password: 'x' } };
    expect(shown({ value })).toEqual([
      {
        scope: 1,
        name: 'value',
        json: JSON.stringify({ user: 'an', keys: [{ pin: '•••', label: 'a' }], login: { password: '•••' } }),
        masked: [
          { path: 'keys[0].pin', reason: 'name' },
          { path: 'login.password', reason: 'name' },
        ],
      },
    ]);
    expect(JSON.stringify(shown({ value }))).not.toContain('1234');
  });

  it('a path on the list masks what lies at its end, and only there', () => {
    const rules = { names: ['applicant.idNumber'], maxLength: 100 };
    const [first, second] = shown({ applicant: { idNumber: '038' }, idNumber: '7' }, rules);
    expect(first).toMatchObject({ json: '{"idNumber":"•••"}', masked: [{ path: 'idNumber' }] });
    expect(second).toEqual({ scope: 1, name: 'idNumber', json: '"7"' });
  });

  it('a value that is too long is masked whole, and so is what follows when all together is too much', () => {
    expect(shown({ long: 'x'.repeat(20_000), short: 'x' })).toEqual([
      { scope: 1, name: 'long', masked: [{ path: '', reason: 'size' }] },
      { scope: 1, name: 'short', json: '"x"' },
    ]);
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`v${i}`, 'x'.repeat(9_000)]));
    const all = shown(many);
    expect(JSON.stringify(all).length).toBeLessThan(1_100_000);
    expect(all.at(-1)).toMatchObject({ masked: [{ reason: 'size' }] });
  });
});
