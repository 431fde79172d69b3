import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { weakness } from './algorithmPolicy.ts';

const rsa = { scheme: 'RSASSA-PKCS1-v1_5', hash: 'sha256' } as const;
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const withExponent = (e: string) =>
  createPublicKey({ key: { ...publicKey.export({ format: 'jwk' }), e }, format: 'jwk' });

it('a key of exponent 1 never counted, for each of its signatures is what it signs', () => {
  const at = new Date('2010-01-01');
  expect(weakness(rsa, 'sha256', publicKey, at)).toBeUndefined();
  expect(weakness(rsa, 'sha256', withExponent('Aw'), at)).toBeUndefined();
  expect(weakness(rsa, 'sha256', withExponent('AQ'), at)).toBe('RSA e=1');
});
