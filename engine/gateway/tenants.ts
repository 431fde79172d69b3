// Tenants: there is one, `<default>`, which need not be named.
import { Rejection } from '../errors.ts';

export const DEFAULT_TENANT = '<default>';

export function tenantOf(call: string, tenantId: string): string {
  if (tenantId.trim() === '' || tenantId === DEFAULT_TENANT) return DEFAULT_TENANT;
  throw new Rejection(
    'INVALID_ARGUMENT',
    `Expected to handle gRPC request ${call} with tenant identifier '${tenantId}', but multi-tenancy is disabled`,
  );
}

export function tenantsOf(call: string, tenantIds: readonly string[]): string[] {
  for (const tenantId of tenantIds) tenantOf(call, tenantId);
  return [DEFAULT_TENANT];
}
