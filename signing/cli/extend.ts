/** `congvan extend FILE… --level B-LTA --tsa URL`: raises signatures to B-T, B-LT or B-LTA, or renews B-LTA. */
import { extendPdf } from '../sign/extendPdf.ts';
import { readArguments, UsageError } from './arguments.ts';
import { eachFile, faultText, type Output, toConsole } from './files.ts';

const usage = `congvan extend TỆP.pdf… [--level B-T|B-LT|B-LTA] [--tsa URL]… [tham số]

Nâng chữ ký đã có: thêm dấu thời gian cho chữ ký chưa có (B-T), chứng thư và trạng thái thu hồi (B-LT), dấu thời gian
trên tất cả (B-LTA, mặc định). Gọi lại với B-LTA là gia hạn. Tệp gốc giữ nguyên; kết quả ghi ra TỆP-extended.pdf.

  --tsa URL                  máy chủ dấu thời gian; nêu nhiều lần thì lần lượt hỏi; B-T và B-LTA cần
  --out TỆP.pdf | --out-dir THƯ_MỤC
  --force                    ghi đè tệp kết quả đã có
  --json                     mỗi tệp một dòng JSON: file, out, level; hoặc file, error {code, message}

Kết thúc bằng 0 khi mọi tệp được nâng, 1 khi có tệp không nâng được, 2 khi sai tham số.
`;

/** @returns the exit code */
export async function extendCommand(args: string[], output: Output = toConsole): Promise<number> {
  try {
    const { values, positionals } = readArguments({
      args,
      allowPositionals: true,
      options: {
        level: { type: 'string', default: 'B-LTA' },
        tsa: { type: 'string', multiple: true },
        out: { type: 'string' },
        'out-dir': { type: 'string' },
        force: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help || positionals.length === 0) {
      output[values.help ? 'out' : 'err'](usage);
      return values.help ? 0 : 2;
    }
    const { level, tsa: timestampUrls = [] } = values;
    if (level !== 'B-T' && level !== 'B-LT' && level !== 'B-LTA')
      throw new UsageError('--level phải là B-T, B-LT hoặc B-LTA');
    if (level !== 'B-LT' && timestampUrls.length === 0) throw new UsageError(`mức ${level} cần --tsa`);
    return await eachFile(positionals, values, '-extended', output, async (pdf) => ({
      pdf: await extendPdf(pdf, { level, timestampUrls }),
      facts: { level },
    }));
  } catch (error) {
    output.err(`congvan extend: ${faultText(error)}`);
    return 2;
  }
}
