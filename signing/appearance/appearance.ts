/** What a signature shows on the page (Decree 30/2020/NĐ-CP, Appendix I, II.7-8). */
import { deflateSync } from 'node:zlib';
import { dict, name, type PdfObject, type PdfRef, stream } from '../pdf/objects.ts';
import { type Box, fitInside } from './box.ts';
import { type Rotation, seenSize, uprightMatrix } from './pageSpace.ts';
import { type Bitmap, readPng } from './png.ts';
import { embedSerif, showText, textWidth } from './serif.ts';
import { signingTimeText } from './vietnamTime.ts';

export type Appearance =
  /** The person's own signature or the agency's seal, PNG with transparency, as large as fits its box. */
  | { kind: 'image'; png: Uint8Array }
  /** The agency's signature on an attachment that is a file of its own: words only. */
  | { kind: 'attachment'; number: string; notation: string }
  /** The agency's signature on a digitised copy: its seal, the form of copy («SAO Y») and its name. */
  | { kind: 'digitised-copy'; form: string; agency: string; png: Uint8Array }
  /** Nothing on the page. */
  | { kind: 'none' };

type Add = (object: PdfObject) => PdfRef;

const FONT_SIZE = 10;
const LEADING = 12;

/** Where an appearance is drawn: the widget's size in the page's own space, and how the page is turned. */
export interface Frame {
  width: number;
  height: number;
  rotation: Rotation;
}

/** @returns a form XObject of the size of the frame, upright as it is seen, or undefined when nothing is shown */
export function drawAppearance(
  appearance: Appearance,
  frame: Frame,
  signedAt: Date,
  add: Add,
): PdfRef | undefined {
  if (appearance.kind === 'none') return undefined;
  const box = { x: 0, y: 0, ...seenSize(frame, frame.rotation) };
  const form = (...drawings: Drawing[]) => formXObject(box, frame.rotation, drawings, add);
  if (appearance.kind === 'image') return form(image(appearance.png, box, add));
  const time = signingTimeText(signedAt);
  if (appearance.kind === 'attachment') {
    return form(words([`${appearance.number}/${appearance.notation}`, time], box, 'right', add));
  }
  const seal = { x: 0, y: 0, width: box.height, height: box.height };
  const text = { x: box.height + 4, y: 0, width: box.width - box.height - 4, height: box.height };
  const lines = [appearance.form, appearance.agency, time];
  return form(image(appearance.png, seal, add), words(lines, text, 'left', add));
}

interface Drawing {
  content: string;
  fonts?: Record<string, PdfRef>;
  images?: Record<string, PdfRef>;
}

function formXObject(box: Box, rotation: Rotation, drawings: Drawing[], add: Add): PdfRef {
  const fonts = Object.assign({}, ...drawings.map((drawing) => drawing.fonts)) as Record<string, PdfRef>;
  const images = Object.assign({}, ...drawings.map((drawing) => drawing.images)) as Record<string, PdfRef>;
  const content = drawings.map((drawing) => `q ${drawing.content} Q`).join('\n');
  return add(
    stream(
      dict({
        Type: name('XObject'),
        Subtype: name('Form'),
        BBox: [0, 0, box.width, box.height],
        Matrix: uprightMatrix(box, rotation),
        Resources: dict({
          ...(Object.keys(fonts).length ? { Font: dict(fonts) } : {}),
          ...(Object.keys(images).length ? { XObject: dict(images) } : {}),
        }),
      }),
      Buffer.from(content, 'latin1'),
    ),
  );
}

function image(png: Uint8Array, box: Box, add: Add): Drawing {
  const packed = packedImage(png);
  const fitted = fitInside(box, packed.width / packed.height);
  const entries = {
    Type: name('XObject'),
    Subtype: name('Image'),
    Width: packed.width,
    Height: packed.height,
    BitsPerComponent: 8,
    Filter: name('FlateDecode'),
  };
  const mask = packed.alpha
    ? { SMask: add(stream(dict({ ...entries, ColorSpace: name('DeviceGray') }), packed.alpha)) }
    : {};
  const reference = add(stream(dict({ ...entries, ColorSpace: name('DeviceRGB'), ...mask }), packed.rgb));
  const matrix = [fitted.width, 0, 0, fitted.height, fitted.x, fitted.y].map(decimal).join(' ');
  return { content: `${matrix} cm /Image Do`, images: { Image: reference } };
}

function words(lines: string[], box: Box, align: 'left' | 'right', add: Add): Drawing {
  const shown = lines.map((line) => line.normalize('NFC'));
  const font = embedSerif(shown.join(''), add);
  const top = box.y + (box.height + shown.length * LEADING) / 2 - FONT_SIZE;
  const parts = shown.map((line, index) => {
    const x = align === 'left' ? box.x : box.x + box.width - textWidth(line, FONT_SIZE);
    return `1 0 0 1 ${decimal(x)} ${decimal(top - index * LEADING)} Tm ${showText(line)}`;
  });
  return { content: `0 g BT /Serif ${FONT_SIZE} Tf ${parts.join(' ')} ET`, fonts: { Serif: font } };
}

export const decimal = (value: number): string => String(Math.round(value * 1000) / 1000);

interface PackedImage {
  width: number;
  height: number;
  rgb: Buffer;
  alpha?: Buffer;
}

/** The few images that an office signs with are unpacked once. */
const packedImages = new Map<Uint8Array, PackedImage>();
const MAX_PACKED = 32;

function packedImage(png: Uint8Array): PackedImage {
  const known = packedImages.get(png);
  if (known) return known;
  const bitmap: Bitmap = readPng(png);
  const { width, height } = bitmap;
  const alpha = bitmap.alpha ? { alpha: deflateSync(bitmap.alpha) } : {};
  const packed = { width, height, rgb: deflateSync(bitmap.rgb), ...alpha };
  const [oldest] = packedImages.keys();
  if (packedImages.size >= MAX_PACKED && oldest) packedImages.delete(oldest);
  packedImages.set(png, packed);
  return packed;
}
