export { startRevocationResponder } from './revocationResponder.ts';
export type { RunningService } from './serve.ts';
export {
  createTestAuthority,
  type Issued,
  type IssueOptions,
  type KeyType,
  type TestAuthority,
} from './testAuthority.ts';
export { startTimestampAuthority } from './timestampAuthority.ts';
