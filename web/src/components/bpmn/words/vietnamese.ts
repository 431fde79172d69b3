import { DRAWING } from './drawing';
import { eventWords } from './events';
import { FORMS } from './forms';
import { PROPERTIES } from './properties';

/** bpmn.io writes «User task» in its menus and «User Task» over its panel: case and hyphens tell nothing apart. */
const plain = (text: string) => text.toLowerCase().replaceAll('-', ' ');

const dictionary = (...words: Record<string, string>[]) =>
  new Map(words.flatMap(Object.entries).map(([english, vietnamese]) => [plain(english), vietnamese]));

const PROCESSES = dictionary(PROPERTIES, DRAWING);
const FORM_EDITOR = dictionary(PROPERTIES, FORMS);

/** What a text of the form editor is in Vietnamese; null when it is none of its own words. */
export const formWords = (text: string): string | null => FORM_EDITOR.get(plain(text)) ?? null;

function translate(template: string, values: Record<string, string> = {}): string {
  const text = PROCESSES.get(plain(template)) ?? eventWords(plain(template)) ?? template;
  return text.replace(/{([^}]+)}/g, (whole: string, name: string) => values[name] ?? whole);
}

/** The translations of bpmn-js, as a module of its own (diagram-js: `translate`). */
export const vietnameseModule = { translate: ['value', translate] };
