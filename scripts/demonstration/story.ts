import type { z } from 'zod';
import type { outgoingFields } from '../../server/routes/documents/outgoing.schema.ts';
import { organisations, paperAgencies } from './organisations.ts';

type Outgoing = z.input<typeof outgoingFields>;

const partner = (organId: 'H56' | 'H56.14') => ({ organId, name: organisations[organId].name });

/** 08/12/2020: the department proposes. Agencies, number, date and subject are true; the text is an illustration. */
export const proposal = {
  notation: '2225/TTr-STTTT',
  number: 2225,
  date: '2020-12-08',
  draft: {
    typeCode: 'TTr',
    subject: 'Về việc đề nghị phê duyệt Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 2.0',
    urgency: 'normal',
    pageYear: 2020,
    capacity: null,
    recipients: [partner('H56')],
    body: [
      'Kính gửi: Ủy ban nhân dân tỉnh Thanh Hóa.',
      'Thực hiện Khung Kiến trúc Chính phủ điện tử Việt Nam, phiên bản 2.0, Sở Thông tin và Truyền thông đã xây dựng ' +
        'dự thảo Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 2.0 và lấy ý kiến các sở, ban, ngành, ' +
        'Ủy ban nhân dân các huyện, thị xã, thành phố.',
      'Sở Thông tin và Truyền thông kính trình Ủy ban nhân dân tỉnh xem xét, phê duyệt.',
      'Văn bản này là bản minh họa, không có giá trị pháp lý; người ký là tên tự đặt.',
    ].join('\n'),
  } satisfies Outgoing,
};

/** 22/12/2020: the province decides. */
export const decision = {
  notation: '5447/QĐ-UBND',
  number: 5447,
  date: '2020-12-22',
  draft: {
    typeCode: 'QĐ',
    subject: 'Phê duyệt Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 2.0',
    urgency: 'normal',
    pageYear: 2020,
    capacity: 'KT.',
    recipients: [partner('H56.14'), ...paperAgencies],
    body: [
      'Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;',
      'Xét đề nghị của Sở Thông tin và Truyền thông tại Tờ trình số 2225/TTr-STTTT ngày 08 tháng 12 năm 2020.',
      'Điều 1. Phê duyệt Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 2.0.',
      'Điều 2. Sở Thông tin và Truyền thông chủ trì, phối hợp với các đơn vị liên quan tổ chức triển khai thực hiện.',
      'Điều 3. Quyết định này có hiệu lực kể từ ngày ký.',
      'Văn bản này là bản minh họa, không có giá trị pháp lý; người ký là tên tự đặt.',
    ].join('\n'),
  } satisfies Outgoing,
};

/** The leader's words on the proposal. */
export const instruction = {
  text: 'Giao Văn phòng chủ trì, phối hợp các phòng liên quan tham mưu, trình Quyết định phê duyệt.',
  lead: 'VP',
  assist: ['CNTT', 'KTTC'],
  dueDate: '2026-12-31',
};

/** The form reviewer's remark with which the decision is returned once. */
export const formRemark = 'Bổ sung căn cứ pháp lý và viết hoa đúng tên «Kiến trúc Chính quyền điện tử».';
export const correctedBasis = 'Căn cứ Luật Công nghệ thông tin ngày 29 tháng 6 năm 2006;';

/** Arrival days as the registers of 2020 show them. */
export const arrivals = { proposalAtProvince: '2020-12-09', decisionAtDepartment: '2020-12-23' };
