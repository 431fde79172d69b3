/** Why a signer signs, by the names of RFC 5126, 5.11.1: proof of … */
export const commitmentTypes = {
  origin: '1.2.840.113549.1.9.16.6.1',
  receipt: '1.2.840.113549.1.9.16.6.2',
  delivery: '1.2.840.113549.1.9.16.6.3',
  sender: '1.2.840.113549.1.9.16.6.4',
  approval: '1.2.840.113549.1.9.16.6.5',
  creation: '1.2.840.113549.1.9.16.6.6',
} as const;
export type CommitmentType = keyof typeof commitmentTypes;
