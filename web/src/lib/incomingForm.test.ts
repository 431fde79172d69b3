import { describe, expect, it } from 'vitest';
import { emptyIncoming, missingIncoming, paperDocument } from './incomingForm';

describe('the form of a paper document', () => {
  it('names the fields that the register cannot do without', () => {
    expect(missingIncoming({ ...emptyIncoming(), subject: '  ' })).toEqual([
      'issuerName',
      'issuedDate',
      'typeCode',
      'subject',
    ]);
  });

  it('sends what was said, trimmed, and nothing for what was left empty', () => {
    const form = {
      ...emptyIncoming(),
      issuerName: ' Sở Xây dựng ',
      issuedDate: '2020-12-08',
      typeCode: 'TB',
    };
    expect(paperDocument({ ...form, subject: 'Họp', number: '12', signerName: 'Lê Văn Mẫu' })).toEqual({
      source: 'paper',
      issuer: { name: 'Sở Xây dựng' },
      issuedDate: '2020-12-08',
      typeCode: 'TB',
      subject: 'Họp',
      urgency: 'normal',
      number: '12',
      signer: { fullName: 'Lê Văn Mẫu' },
    });
  });
});
