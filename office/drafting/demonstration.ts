import type { DraftData } from './draftData.ts';

// The two documents of the story (docs/demonstration.md). Agencies, numbers, dates and subjects are the true ones; the
// texts are written for the demonstration and the people are made up.

const SUBJECT = 'Về việc phê duyệt Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 2.0';

/** Tờ trình 2225/TTr-STTTT of 08/12/2020. */
const submission: DraftData = {
  typeCode: 'TTr',
  typeName: 'Tờ trình',
  superior: 'UBND TỈNH THANH HÓA',
  agency: 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG',
  notation: 'TTr-STTTT',
  place: 'Thanh Hóa',
  year: 2020,
  subject: SUBJECT,
  addressees: ['Ủy ban nhân dân tỉnh Thanh Hóa'],
  body: [
    'Căn cứ Nghị quyết số 17/NQ-CP ngày 07 tháng 3 năm 2019 của Chính phủ về một số nhiệm vụ, giải pháp trọng tâm phát triển Chính phủ điện tử giai đoạn 2019 - 2020, định hướng đến 2025; Quyết định số 2323/QĐ-BTTTT ngày 31 tháng 12 năm 2019 của Bộ trưởng Bộ Thông tin và Truyền thông ban hành Khung Kiến trúc Chính phủ điện tử Việt Nam, phiên bản 2.0;',
    'Sở Thông tin và Truyền thông đã chủ trì, phối hợp với các sở, ban, ngành và Ủy ban nhân dân các huyện, thị xã, thành phố xây dựng, hoàn thiện dự thảo Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 2.0. Sở Thông tin và Truyền thông kính trình Ủy ban nhân dân tỉnh xem xét, phê duyệt với các nội dung chính như sau:',
    'I. SỰ CẦN THIẾT',
    'Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 1.0 đã định hướng việc triển khai các hệ thống thông tin trong cơ quan nhà nước của tỉnh, từng bước hình thành hạ tầng kỹ thuật, nền tảng tích hợp, chia sẻ dữ liệu và các dịch vụ dùng chung. Tuy nhiên, trước yêu cầu mới về kết nối, chia sẻ dữ liệu, cung cấp dịch vụ công trực tuyến và bảo đảm an toàn thông tin mạng, việc cập nhật lên phiên bản 2.0 là cần thiết và phù hợp với Khung Kiến trúc Chính phủ điện tử Việt Nam.',
    'II. NỘI DUNG CHÍNH CỦA KIẾN TRÚC',
    'Dự thảo gồm các nội dung: tầm nhìn, nguyên tắc xây dựng kiến trúc; kiến trúc hiện tại; kiến trúc mục tiêu gồm kiến trúc nghiệp vụ, kiến trúc dữ liệu, kiến trúc ứng dụng, kiến trúc kỹ thuật - công nghệ và kiến trúc an toàn thông tin; phân tích khoảng cách; lộ trình, giải pháp và trách nhiệm tổ chức thực hiện.',
    'Dự thảo đã được lấy ý kiến rộng rãi của các cơ quan, đơn vị trong tỉnh, được Bộ Thông tin và Truyền thông có ý kiến góp ý và đã được tiếp thu, hoàn thiện.',
    'III. KIẾN NGHỊ',
    'Từ những nội dung trên, Sở Thông tin và Truyền thông kính đề nghị Ủy ban nhân dân tỉnh xem xét, ban hành Quyết định phê duyệt Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 2.0.',
    'Sở Thông tin và Truyền thông kính trình Ủy ban nhân dân tỉnh xem xét, quyết định./.',
  ],
  recipients: ['Như trên;', 'Giám đốc Sở, các Phó Giám đốc Sở;', 'Văn phòng Sở;', 'Lưu: VT, CNTT.'],
  position: 'GIÁM ĐỐC',
  fullName: 'Nguyễn Văn Mẫu',
  illustration: true,
};

/** Quyết định 5447/QĐ-UBND of 22/12/2020. */
const decision: DraftData = {
  typeCode: 'QĐ',
  typeName: 'Quyết định',
  agency: 'ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA',
  notation: 'QĐ-UBND',
  place: 'Thanh Hóa',
  year: 2020,
  subject: SUBJECT,
  body: [
    'Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019;',
    'Căn cứ Luật Công nghệ thông tin ngày 29 tháng 6 năm 2006;',
    'Căn cứ Nghị quyết số 17/NQ-CP ngày 07 tháng 3 năm 2019 của Chính phủ về một số nhiệm vụ, giải pháp trọng tâm phát triển Chính phủ điện tử giai đoạn 2019 - 2020, định hướng đến 2025;',
    'Căn cứ Quyết định số 2323/QĐ-BTTTT ngày 31 tháng 12 năm 2019 của Bộ trưởng Bộ Thông tin và Truyền thông ban hành Khung Kiến trúc Chính phủ điện tử Việt Nam, phiên bản 2.0;',
    'Theo đề nghị của Giám đốc Sở Thông tin và Truyền thông tại Tờ trình số 2225/TTr-STTTT ngày 08 tháng 12 năm 2020.',
    'Điều 1. Phê duyệt kèm theo Quyết định này Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 2.0.',
    'Điều 2. Tổ chức thực hiện',
    '1. Sở Thông tin và Truyền thông chủ trì, phối hợp với các cơ quan, đơn vị liên quan tổ chức công bố, hướng dẫn, kiểm tra, đôn đốc việc thực hiện Kiến trúc; định kỳ rà soát, đề xuất cập nhật, bổ sung cho phù hợp với tình hình thực tế.',
    '2. Sở Kế hoạch và Đầu tư, Sở Tài chính phối hợp với Sở Thông tin và Truyền thông tham mưu bố trí kinh phí thực hiện các nhiệm vụ, dự án theo Kiến trúc và quy định của pháp luật.',
    '3. Các sở, ban, ngành cấp tỉnh, Ủy ban nhân dân các huyện, thị xã, thành phố căn cứ Kiến trúc để xây dựng, triển khai kế hoạch, chương trình, dự án ứng dụng công nghệ thông tin của cơ quan, đơn vị, địa phương mình, bảo đảm kết nối, liên thông và chia sẻ dữ liệu.',
    'Điều 3. Quyết định này có hiệu lực thi hành kể từ ngày ký.',
    'Chánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc các sở, Thủ trưởng các ban, ngành cấp tỉnh, Chủ tịch Ủy ban nhân dân các huyện, thị xã, thành phố và các tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này./.',
  ],
  recipients: [
    'Như Điều 3;',
    'Bộ Thông tin và Truyền thông (để báo cáo);',
    'Chủ tịch, các Phó Chủ tịch UBND tỉnh;',
    'Sở Thông tin và Truyền thông;',
    'Sở Kế hoạch và Đầu tư; Sở Tài chính;',
    'Lưu: VT, CNTT.',
  ],
  capacity: ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH'],
  position: 'PHÓ CHỦ TỊCH',
  fullName: 'Bùi Văn Mẫu',
  illustration: true,
};

export const drafts = { submission, decision };
