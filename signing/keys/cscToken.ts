/** Another access token for one that has ended (RFC 6749, 6; CSC API 2.0, 8.4.4). */
import { readBounded } from '../revocation/http.ts';
import { field, RemoteSigningError } from './cscCall.ts';
import { namedRefusal } from './cscErrors.ts';

export interface TokenRefresh {
  /** The authorization server's token endpoint, e.g. `https://rssp.example.vn/oauth2/token`. */
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
}

export interface RefreshedToken {
  accessToken: string;
  /** The old one unless the server gave another, which alone is good then. */
  refreshToken: string;
  /** Seconds, where the server says. */
  expiresIn?: number;
}

const TIMEOUT_MS = 30_000;
const MAX_REPLY = 64 * 1024;

/** @throws RemoteSigningError, `invalid_grant` when the signer has to sign in anew */
export async function refreshedToken(request: TokenRefresh): Promise<RefreshedToken> {
  const { tokenUrl, clientId, clientSecret, refreshToken } = request;
  const response = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: refreshToken,
    }),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: Error) => {
    throw new RemoteSigningError('unreachable', 'không kết nối được', { cause });
  });
  const reply = await readBounded(response, MAX_REPLY)
    .then((bytes): unknown => JSON.parse(bytes.toString('utf8')))
    .catch((cause: Error) => {
      throw new RemoteSigningError('malformed', 'trả lời bị cắt hoặc không phải JSON', { cause });
    });
  if (!response.ok) {
    const { reason, detail } = namedRefusal(
      text(field(reply, 'error')) ?? `http_${response.status}`,
      undefined,
    );
    throw new RemoteSigningError(reason, detail);
  }
  const accessToken = text(field(reply, 'access_token'));
  if (!accessToken) throw new RemoteSigningError('malformed', 'không có access_token');
  const expiresIn = field(reply, 'expires_in');
  return {
    accessToken,
    refreshToken: text(field(reply, 'refresh_token')) ?? refreshToken,
    ...(typeof expiresIn === 'number' ? { expiresIn } : {}),
  };
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
