import { DECISIONS } from './decisions';
import { DRAWING } from './drawing';
import { eventWords } from './events';
import { FORMS } from './forms';
import { PROPERTIES } from './properties';

/** bpmn.io writes «User task» in its menus and «User Task» over its panel: case and hyphens tell nothing apart. */
const plain = (text: string) => text.toLowerCase().replaceAll('-', ' ');

const dictionary = (...words: Record<string, string>[]) =>
  new Map(words.flatMap(Object.entries).map(([english, vietnamese]) => [plain(english), vietnamese]));

const PROCESSES = dictionary(PROPERTIES, DRAWING);
const DECISION_TABLES = dictionary(DECISIONS);
const FORM_EDITOR = dictionary(PROPERTIES, FORMS);

/** What a text of the form editor is in Vietnamese; null when it is none of its own words. */
export const formWords = (text: string): string | null => FORM_EDITOR.get(plain(text)) ?? null;

/** Translations as a module of their own (diagram-js: `translate`). @param wordsOf a text in the form of `plain` */
const moduleOf = (wordsOf: (text: string) => string | null | undefined) => ({
  translate: [
    'value',
    (template: string, values: Record<string, string> = {}) =>
      (wordsOf(plain(template)) ?? template).replace(
        /{([^}]+)}/g,
        (whole: string, name: string) => values[name] ?? whole,
      ),
  ],
});

/** Of bpmn-js. */
export const vietnameseModule = moduleOf((text) => PROCESSES.get(text) ?? eventWords(text));
/** Of dmn-js, where it shows. */
export const vietnameseDecisions = moduleOf((text) => DECISION_TABLES.get(text));
