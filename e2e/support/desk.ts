import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { PATIENCE_MS } from './browser.ts';

/** Opens one's own task on the document with this subject; the process may need a moment to bring it. */
export async function openTask(page: Page, subject: string): Promise<void> {
  const row = page.getByRole('row').filter({ hasText: subject });
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    await page.goto('/tasks');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const came = await row
      .first()
      .waitFor({ timeout: 2_000 })
      .then(
        () => true,
        () => false,
      );
    if (came) break;
    if (Date.now() > deadline) throw new Error(`no task on «${subject}» came to ${page.url()}`);
  }
  await row.first().click();
  await page.getByRole('tab', { name: 'Xử lý' }).waitFor();
}

/** Chooses options of a select by the label of its field; an option's text is given as it begins. */
export async function choose(page: Page, label: string, ...options: string[]): Promise<void> {
  // What is chosen may bring fields with the same words in their labels.
  const field = page.getByLabel(label).first();
  const list = page.locator(`[id="${await field.getAttribute('aria-controls')}"]`);
  for (const option of options) {
    if (!(await list.isVisible())) await field.click();
    await list
      .getByRole('option', { name: new RegExp(`^\\s*${option}`) })
      .first()
      .click();
  }
  if (await list.isVisible()) await field.press('Escape');
}

/** Presses a button of the task and waits for the words that say it was done. */
export async function complete(page: Page, button: string | RegExp, done: string): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('status').filter({ hasText: done }).waitFor();
}

export async function openTab(page: Page, name: string): Promise<Locator> {
  await page.getByRole('tab', { name }).click();
  return page.getByRole('tabpanel', { name });
}

/** Every signature of the document shown is said to be valid, in words. */
export async function expectValidSignatures(page: Page, count: number): Promise<void> {
  const panel = await openTab(page, 'Chữ ký số');
  await expect
    .poll(() => panel.getByText('Hợp lệ', { exact: true }).count(), { timeout: PATIENCE_MS })
    .toBe(count);
}
