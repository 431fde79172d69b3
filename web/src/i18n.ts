import { createI18n } from 'vue-i18n';
import deeds from './locales/deeds.en.json';
import en from './locales/en.json';
import reports from './locales/reports.en.json';
import vi from './locales/vi.json';

export type Locale = 'vi' | 'en';
const KEPT_AS = 'congvan.locale';

function keptLocale(): Locale {
  return localStorage.getItem(KEPT_AS) === 'en' ? 'en' : 'vi';
}

export const i18n = createI18n({
  legacy: false,
  locale: keptLocale(),
  fallbackLocale: 'vi',
  // The server says in Vietnamese what it thinks of signatures and what was done; other languages say it by its codes.
  messages: { vi, en: { ...en, ...reports, ...deeds } },
});

/** Changes the language of the screen here and on the next visit from this browser. */
export function chooseLocale(locale: Locale) {
  i18n.global.locale.value = locale;
  localStorage.setItem(KEPT_AS, locale);
  document.documentElement.lang = locale;
}

document.documentElement.lang = i18n.global.locale.value;
