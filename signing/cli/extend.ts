/** `congvan extend FILE… --level B-LTA --tsa URL`: raises signatures to B-T, B-LT or B-LTA, or renews B-LTA. */
import { parseArgs } from 'node:util';
import { extendPdf } from '../sign/extendPdf.ts';
import { eachFile, faultText, type Output, toConsole, UsageError } from './files.ts';

const usage = `congvan extend TỆP.pdf… --level B-T|B-LT|B-LTA [--tsa URL]… [--out TỆP.pdf | --out-dir THƯ_MỤC] [--json]

Thêm dấu thời gian cho chữ ký chưa có (B-T), chứng thư và trạng thái thu hồi (B-LT), dấu thời gian trên tất cả
(B-LTA). Gọi lại với B-LTA là gia hạn.
`;

/** @returns the exit code */
export async function extendCommand(args: string[], output: Output = toConsole): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        level: { type: 'string', default: 'B-LTA' },
        tsa: { type: 'string', multiple: true },
        out: { type: 'string' },
        'out-dir': { type: 'string' },
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
