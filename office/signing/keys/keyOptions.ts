import type { KeyOptions } from '../../office.ts';
import { remoteNotices } from './remoteNotices.ts';

/** For an office without remote services, module and plug-in. */
export const keptKeysOnly = (secret: Uint8Array): KeyOptions => ({
  secret,
  services: [],
  clients: [],
  notices: remoteNotices(),
  module: null,
  pluginUrl: '',
  publicUrl: '',
});
