import { z } from 'zod';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these cannot stand in a Word document
const WRITABLE = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]*$/;
const text = (max: number) => z.string().trim().max(max).regex(WRITABLE, 'có ký tự điều khiển');
const needed = (max: number) => text(max).min(1);
const lines = (max: number, count: number) => z.array(needed(max)).max(count);

/** What a template is filled with. Texts stand on the page as they are given. */
export const draftData = z.object({
  /** Abbreviation of Appendix III of Decree 30: 'TTr', 'QĐ'; 'CV' for công văn. */
  typeCode: needed(10),
  /** 'Tờ trình'; printed in capitals. */
  typeName: needed(100).optional(),
  /** The agency above, printed over ours: 'UBND TỈNH THANH HÓA'. */
  superior: text(300).optional(),
  /** 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG'; a line break where the name shall break. */
  agency: needed(300),
  /** What follows the number: 'TTr-STTTT'. */
  notation: needed(50),
  /** 'Thanh Hóa' */
  place: needed(100),
  year: z.int().min(1900).max(2999),
  subject: needed(500),
  /** «Kính gửi» */
  addressees: lines(300, 50).default([]),
  /** Paragraphs. In a decision the leading «Căn cứ …», «Xét …», «Theo …» are its grounds; «Điều 1.» is set in bold. */
  body: lines(5000, 2000),
  /** «Nơi nhận», one a line. */
  recipients: lines(300, 300).default([]),
  /** Lines over the position: ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH'] (Decree 30, article 13). */
  capacity: lines(200, 3).default([]),
  /** 'GIÁM ĐỐC' */
  position: needed(200),
  fullName: needed(200),
  /** Prints «BẢN MINH HỌA» at the top of every page. */
  illustration: z.boolean().default(false),
});

export type DraftData = z.input<typeof draftData>;
