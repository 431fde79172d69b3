import { type DocumentPacket, documentIdOf, type StatusPacket } from '../edxml/packet.ts';

/** Tờ trình 2225/TTr-STTTT as it travels from STTTT (H56.14) to UBND tỉnh Thanh Hóa (H56). */
export function documentPacket(changes: Partial<DocumentPacket> = {}): DocumentPacket {
  const code = { number: '2225', notation: 'TTr-STTTT' };
  return {
    kind: 'document',
    from: {
      organId: 'H56.14',
      organName: 'Sở Thông tin và Truyền thông',
      organizationInCharge: 'UBND tỉnh Thanh Hóa',
    },
    to: [{ organId: 'H56', organName: 'UBND tỉnh Thanh Hóa' }],
    code,
    promulgation: { place: 'Thanh Hóa', date: '2020-12-08' },
    documentType: { type: 16, typeName: 'Tờ trình' },
    subject: 'Về việc phê duyệt Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 2.0',
    signer: { position: 'Giám đốc', fullName: 'Nguyễn Văn Mẫu' },
    toPlaces: ['UBND tỉnh Thanh Hóa'],
    otherInfo: { priority: 0, promulgationAmount: 1, pageAmount: 2, appendixes: [] },
    responseFor: [],
    steeringType: 0,
    documentId: documentIdOf('H56.14', '2020-12-08', code),
    trace: { id: 'trace-1', entries: [{ organId: 'H56.14', timestamp: '2020-12-08T16:30:00+07:00' }] },
    business: {
      type: 'new',
      staff: { department: 'Văn phòng', staff: 'Lê Thị Mẫu' },
      paper: false,
      replacements: [],
    },
    attachments: [
      {
        contentId: '2225-TTr-STTTT.pdf',
        name: '2225-TTr-STTTT.pdf',
        contentType: 'application/pdf',
        content: Buffer.from('%PDF-1.7 tờ trình'),
      },
    ],
    ...changes,
  };
}

/** «Đã tiếp nhận» from UBND tỉnh for the packet above. */
export function statusPacket(changes: Partial<StatusPacket> = {}): StatusPacket {
  return {
    kind: 'status',
    responseFor: {
      organId: 'H56.14',
      code: '2225/TTr-STTTT',
      promulgationDate: '2020-12-08',
      documentId: 'H56.14,2020/12/08,2225/TTr-STTTT',
    },
    from: { organId: 'H56', organName: 'UBND tỉnh Thanh Hóa' },
    statusCode: '03',
    description: 'Đã tiếp nhận',
    timestamp: '2020-12-09T08:00:00+07:00',
    staff: { department: 'Văn phòng', staff: 'Phạm Thị Mẫu' },
    ...changes,
  };
}
