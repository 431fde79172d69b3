import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const STYLES = ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic'];

/**
 * Settings for fontconfig: Times New Roman is drawn with Tinos, which has its widths, every Vietnamese letter and a free
 * licence, whatever fonts the machine has.
 */
export function fontSettings(): string {
  const root = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/package.json'));
  const folders = STYLES.map((style) => `<dir>${escapeXml(join(root, style))}</dir>`);
  return (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>' +
    folders.join('') +
    '<match target="pattern"><test name="family"><string>Times New Roman</string></test>' +
    '<edit name="family" mode="assign" binding="same"><string>Tinos</string></edit></match>' +
    // LibreOffice prefers Liberation Serif by itself, whose older versions lack letters: «ự», «ề» would be of another font.
    '<selectfont><rejectfont><pattern><patelt name="family"><string>Liberation Serif</string></patelt></pattern>' +
    '</rejectfont></selectfont>' +
    '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>'
  );
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
