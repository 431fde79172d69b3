/** Remote signing: what a person gave up, tokens that are refreshed, and why a batch stopped. */
export const remoteSigning = /* sql */ `
alter table confirmations add cancelled_at timestamptz;
alter table signing_keys add refresh_token bytea;
alter table signing_batches add stop_reason text;
`;
