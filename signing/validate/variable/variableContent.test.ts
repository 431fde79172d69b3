/** Documents that are signed as they are, and yet show what nobody signed, or not the same to everybody. */
import { describe, expect, it } from 'vitest';
import { handMadePdf, stream } from '../../pdf/testing/handMade.ts';
import { contract } from '../../testing/contract.ts';
import { signedContract } from '../../testing/signedContract.ts';
import { trustFromPem } from '../../trust/trustStore.ts';
import { validatePdf } from '../validatePdf.ts';

const setting = signedContract();

async function judged(pdf: Uint8Array) {
  const { signatures, sentence } = await validatePdf(pdf, {
    trust: trustFromPem(setting.services.authority.caPem),
  });
  const { verdict, subIndication, reasons } = signatures[0]!;
  const codes = reasons.map(({ code }) => code).filter((code) => code !== 'REVOCATION_NOT_CHECKED');
  return { verdict, subIndication, codes, said: [signatures[0]!.sentence, sentence] };
}

type Objects = Record<number, string>;
const judgedWith = async (objects: Objects) => judged(await setting.signObjects({ ...contract, ...objects }));
/** The object with entries more. */
const also = (num: number, entries: string) => contract[num]!.replace(/ >>$/, ` ${entries} >>`);
const drawn = (entries: string) => ({ 20: stream(`/Type /XObject ${entries}`, '') });
const opened = (action: string) => ({ 1: also(1, `/OpenAction ${action}`) });
const script = (text: string) => `<< /S /JavaScript /JS (${text}) >>`;

describe('a signature on a document', () => {
  it.each<[string, string, Objects]>([
    ['draws from another file', 'EXTERNAL_STREAM', drawn('/Subtype /Image /F (other.bin)')],
    [
      'shows a page of another file',
      'REFERENCE_XOBJECT',
      drawn('/Subtype /Form /Ref << /F (a.pdf) /Page 0 >>'),
    ],
    [
      'prints another image than it shows',
      'ALTERNATE_IMAGE',
      drawn('/Subtype /Image /Alternates [<< /Image 10 0 R /DefaultForPrinting true >>]'),
    ],
    ['takes its pages’ text from another file', 'EXTERNAL_STREAM', { 4: stream('/F (a.txt)', '') }],
    ['draws a field from another file', 'EXTERNAL_STREAM', { 9: stream('/Subtype /Form /F (a.txt)', '') }],
    ['opens another file', 'OPENS_OTHER_FILE', opened('<< /S /GoToR /F (other.pdf) /D [0 /Fit] >>')],
    ['opens a file that it carries', 'OPENS_OTHER_FILE', opened('<< /S /GoToE /D [0 /Fit] >>')],
    [
      'starts a program after going to a page',
      'OPENS_OTHER_FILE',
      opened('<< /S /GoTo /D [3 0 R /Fit] /Next [<< /S /Launch /F (a.exe) >>] >>'),
    ],
    ['fills its form from another file', 'CHANGES_ITSELF', opened('<< /S /ImportData /F (a.fdf) >>')],
    ['hides a field as it opens', 'CHANGES_ITSELF', opened('<< /S /Hide /T (amount) >>')],
    [
      'switches layers as a page opens',
      'CHANGES_ITSELF',
      { 3: also(3, '/AA << /O << /S /SetOCGState /State [/ON 10 0 R] >> >>') },
    ],
    ['runs a script as it opens', 'CHANGES_ITSELF', opened(script('this.getField\\("amount"\\).value = 9'))],
    [
      'runs a script as a field comes into sight',
      'CHANGES_ITSELF',
      { 8: also(8, `/AA << /PV ${script('event.target.value = 9')} >>`) },
    ],
    [
      'runs a script by its name',
      'CHANGES_ITSELF',
      { 1: also(1, `/Names << /JavaScript << /Kids [<< /Names [(a) ${script('go\\(\\)')}] >>] >> >>`) },
    ],
  ])('that %s is not valid: nothing can be concluded', async (_, code, objects) => {
    const { verdict, subIndication, codes } = await judgedWith(objects);
    expect({ verdict, subIndication, codes }).toEqual({
      verdict: 'unknown',
      subIndication: 'SIGNED_DATA_NOT_FOUND',
      codes: [code],
    });
  });

  it.each(['II*\0', 'GIF89a', 'PK\x03\x04', '\n<!DOCTYPE html><!--', '<html>'])(
    'that begins like a file of another kind (%j) is not valid',
    async (before) => {
      const pdf = await setting.sign(handMadePdf({ objects: contract, before }));
      expect(await judged(pdf)).toMatchObject({ verdict: 'unknown', codes: ['OTHER_FORMAT'] });
    },
  );

  const layers = (entries: string) => ({
    1: also(1, `/OCProperties << /OCGs [12 0 R] /D << ${entries} >> >>`),
    12: '<< /Type /OCG /Name (Layer) >>',
  });
  it.each<[string, string, Objects]>([
    [
      'whose layers are shown on paper only',
      'OPTIONAL_CONTENT',
      layers('/AS [<< /Event /Print /Category [/Print] /OCGs [12 0 R] >>]'),
    ],
    ['that has a hidden layer', 'OPTIONAL_CONTENT', layers('/OFF [12 0 R]')],
    [
      'whose font is the viewer’s',
      'FONT_NOT_EMBEDDED',
      { 5: '<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+VnTime >>' },
    ],
    [
      'whose fields viewers draw',
      'DRAWN_BY_VIEWERS',
      { 1: contract[1]!.replace('/SigFlags 3', '/SigFlags 3 /NeedAppearances true') },
    ],
    [
      'with an XFA form',
      'XFA_FORM',
      { 1: contract[1]!.replace('/SigFlags 3', '/SigFlags 3 /XFA 12 0 R'), 12: stream('', '<xdp/>') },
    ],
    ['that is a collection of files', 'COLLECTION', { 1: also(1, '/Collection << /View /D >>') }],
    [
      'with a film',
      'MULTIMEDIA',
      { 8: contract[8]!.replace('/Subtype /Widget /FT /Tx /T (amount) /V (1)', '/Subtype /Movie') },
    ],
    ['with a proxy for the press', 'OPI', drawn('/Subtype /Form /OPI << /2.0 << /F (high.tif) >> >>')],
  ])('%s is valid, and says so', async (_, code, objects) => {
    const { verdict, codes, said } = await judgedWith(objects);
    expect({ verdict, codes }).toEqual({ verdict: 'valid', codes: [code] });
    for (const sentence of said) expect(sentence).toContain('lưu ý: ');
  });

  it.each<[string, Objects]>([
    ['goes to a page', opened('<< /S /GoTo /D [3 0 R /Fit] >>')],
    ['opens at a page', opened('[3 0 R /Fit]')],
    [
      'has a button that runs a script',
      { 8: also(8, `/A ${script('this.getField\\("amount"\\).value = 9')}`) },
    ],
    ['has layers that are all shown', layers('/ON [12 0 R]')],
    ['has bytes of a printer before it begins', {}],
  ])('that %s is valid, and there is nothing to say', async (what, objects) => {
    const before = what.includes('printer') ? '\x1b%-12345X@PJL ENTER LANGUAGE=PDF\n' : '';
    const pdf = await setting.sign(handMadePdf({ objects: { ...contract, ...objects }, before }));
    const { verdict, codes, said } = await judged(pdf);
    expect({ verdict, codes }).toEqual({ verdict: 'valid', codes: [] });
    for (const sentence of said) expect(sentence).not.toContain('lưu ý');
  });
});
