import { nextTick } from 'vue';

/** After a form was refused: the first field that is wrong comes into view with the cursor in it. */
export async function focusFirstWrong(form: HTMLElement | null) {
  await nextTick();
  const field = form?.querySelector<HTMLElement>('.field.wrong');
  field?.scrollIntoView({ block: 'center' });
  field?.querySelector<HTMLElement>('input, textarea')?.focus({ preventScroll: true });
}
