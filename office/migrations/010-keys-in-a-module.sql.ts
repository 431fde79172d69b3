/** Keys in a PKCS#11 module at the server, each with a PIN of its own for those who sign with it. */
export const keysInAModule = /* sql */ `
alter table signing_keys
  drop constraint signing_keys_kind_check,
  add constraint signing_keys_kind_check check (kind in ('pkcs12', 'csc', 'plugin', 'token', 'pkcs11')),
  add label text,
  add pin_hash text,
  add check (kind <> 'pkcs11' or (label is not null and pin_hash is not null));
`;
