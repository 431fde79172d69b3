import { describe, expect, it } from 'vitest';
import { signaturePlace } from './signaturePlace';

const position = { text: 'PHÓ CHỦ TỊCH', x: 360, y: 300, width: 120 };

describe('the place of a signature', () => {
  it('stands between the position and the name, centred on the name', () => {
    const name = { text: 'Nguyễn Văn Mẫu', x: 370, y: 220, width: 100 };
    const place = signaturePlace([position, name], 'Nguyễn  Văn Mẫu');
    expect(place).toEqual({ x: 345, y: 234, width: 150, height: 62 });
  });

  it('finds a name that the producer cut into words, in decomposed letters', () => {
    const words = [
      { text: 'Nguyễn'.normalize('NFD'), x: 370, y: 220, width: 44 },
      { text: 'Văn', x: 418, y: 220, width: 20 },
      { text: 'Mẫu', x: 442, y: 220, width: 28 },
    ];
    expect(signaturePlace([...words, position], 'Nguyễn Văn Mẫu')).toMatchObject({ x: 345, y: 234 });
  });

  it('finds a name whose accented letters LibreOffice writes apart, over gaps', () => {
    const pieces = [
      { text: 'Nguy n Văn M u', x: 361.2, y: 489, width: 93.3 },
      { text: 'ễ', x: 388.5, y: 489, width: 6.9 },
      { text: ' ', x: 395.4, y: 489, width: 45.3 },
      { text: 'ẫ', x: 440.7, y: 489, width: 7.2 },
    ];
    expect(signaturePlace(pieces, 'Nguyễn Văn Mẫu')).toMatchObject({ y: 503, height: 75 });
  });

  it('takes the last one when the name is also in the text above', () => {
    const above = { text: 'Nguyễn Văn Mẫu', x: 90, y: 600, width: 100 };
    const below = { text: 'Nguyễn Văn Mẫu', x: 370, y: 120, width: 100 };
    expect(signaturePlace([above, below], 'Nguyễn Văn Mẫu')).toMatchObject({ y: 134, height: 75 });
  });

  it('says nothing when the name is not there', () => {
    expect(signaturePlace([position], 'Nguyễn Văn Mẫu')).toBeNull();
  });
});
