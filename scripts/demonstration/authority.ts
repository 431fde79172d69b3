import {
  createTestAuthority,
  startRevocationResponder,
  startTimestampAuthority,
  type TestAuthority,
} from '@congvan/signing/authority';
import type { Layout } from './layout.ts';

export interface RunningAuthority {
  authority: TestAuthority;
  timestampUrl: string;
  stop(): Promise<void>;
}

/** The demonstration's own certificate authority with its OCSP responder and timestamp authority. */
export async function startAuthority(layout: Layout): Promise<RunningAuthority> {
  const authority = await createTestAuthority({
    folder: layout.authority,
    responderPort: layout.responderPort,
  });
  const responder = await startRevocationResponder({ authority });
  const timestamps = await startTimestampAuthority({ authority, port: layout.timestampPort });
  return {
    authority,
    timestampUrl: timestamps.url,
    async stop() {
      await responder.stop();
      await timestamps.stop();
    },
  };
}
