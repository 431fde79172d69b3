/** What a credential asks its signer for: authentication objects (CSC API 2.0, 8.3), and codes that the service sends. */
import { type CscAccount, cscAsk, cscCall, field, RemoteSigningError, strings } from './cscCall.ts';

export interface AuthenticationObject {
  id: string;
  /** `Password`, `ChallengeResponse`, and those that come to the service by another way: `PasswordOOB`, `ChallengeResponseOOB`. */
  type: string;
  /** `totp`: the signer's device makes it. */
  generator?: string;
  /** The service's own words for the signer. */
  label?: string;
}

const MAX_OBJECTS = 10;

/** Of `credentials/info`; none where the service tells none. */
export function authenticationObjects(info: unknown): AuthenticationObject[] {
  const objects = field(info, 'auth', 'objects');
  return (Array.isArray(objects) ? objects.slice(0, MAX_OBJECTS) : []).flatMap((object: unknown) => {
    const [id, type, generator, label] = ['id', 'type', 'generator', 'label'].map((key) =>
      field(object, key),
    );
    if (typeof id !== 'string' || typeof type !== 'string') return [];
    return [
      {
        id,
        type,
        ...(typeof generator === 'string' ? { generator } : {}),
        ...(typeof label === 'string' ? { label } : {}),
      },
    ];
  });
}

/** A code for one signature, made by the signer's device or sent by the service; other passwords are the PIN. */
export const isOneTime = ({ type, generator }: AuthenticationObject): boolean =>
  type === 'ChallengeResponse' || (type === 'Password' && generator !== undefined);

/** What a signer has to give before a credential signs. */
export interface CredentialAsks {
  pin: boolean;
  /** A code for one authorisation: sent by the service when it is asked to, or made by the signer's own device. */
  code: 'sent' | 'made' | null;
  /** The service's own words for the code. */
  codeLabel: string | null;
  /** They are to confirm on a device of their own besides. */
  device: boolean;
}

/** A service that tells no objects is taken to ask for a PIN. */
export function credentialAsks(objects: readonly AuthenticationObject[], byToken: boolean): CredentialAsks {
  const code = objects.find(isOneTime);
  const secret = (object: AuthenticationObject) => object.type === 'Password' && !isOneTime(object);
  return {
    pin: objects.length === 0 ? !byToken : objects.some(secret),
    code: code ? (code.type === 'ChallengeResponse' ? 'sent' : 'made') : null,
    codeLabel: code?.label?.slice(0, 100) ?? null,
    device: objects.some(({ type }) => type.endsWith('OOB')),
  };
}

/** `authData` of credentials/authorize; an object that is answered elsewhere is named without a value (8.3.1.3, 8.3.1.5). */
export function authenticationData(
  objects: readonly AuthenticationObject[],
  { pin, otp }: { pin?: string | undefined; otp?: string | undefined },
): { id: string; value?: string }[] {
  const asked = objects.length
    ? objects
    : [
        { id: 'PIN', type: 'Password' },
        { id: 'OTP', type: 'ChallengeResponse' },
      ];
  return asked.flatMap((object) => {
    const { id, type } = object;
    if (type.endsWith('OOB')) return [{ id }];
    const value = isOneTime(object) ? otp : pin;
    return value ? [{ id, value }] : [];
  });
}

/**
 * Has the service send its signer the code that `otp` is then: credentials/getChallenge (11.8), or credentials/sendOTP
 * where a service of the API's first version offers that alone.
 * @returns questions that the signer answers in place of a code, as the service words them; none when the code was sent
 * @throws RemoteSigningError, `no_challenge` when the credential asks for nothing that is sent
 */
export async function cscChallenge(account: CscAccount, credentialID: string): Promise<string[]> {
  const info = await cscCall(account, 'credentials/info', { credentialID, authInfo: true });
  const challenges = authenticationObjects(info).filter(({ type }) => type === 'ChallengeResponse');
  const questions: string[] = [];
  for (const { id } of challenges) {
    const { body } = await cscAsk(account, 'credentials/getChallenge', { credentialID, authObjectID: id });
    const challenge = field(body, 'challenge');
    if (typeof challenge === 'string') questions.push(challenge.slice(0, 1000));
  }
  if (challenges.length > 0) return questions;
  const methods = strings(field(await cscCall(account, 'info', {}), 'methods'));
  if (!methods.includes('credentials/sendOTP'))
    throw new RemoteSigningError('no_challenge', 'khóa này không dùng mã do dịch vụ gửi');
  await cscAsk(account, 'credentials/sendOTP', { credentialID });
  return [];
}
