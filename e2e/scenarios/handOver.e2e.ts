import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBrowser, picture, sitDown } from '../support/browser.ts';
import { choose, openTask } from '../support/desk.ts';

const subject = `Báo cáo để bàn giao ${Date.now()}`;

let browser: Browser;
const stttt = (username: string) => sitDown(browser, inject('stttt'), `${username}.stttt`);
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

describe('an official who goes away', () => {
  it('hands a draft over to the head of the unit, who finds it in their box', async () => {
    const official = await stttt('soanthao');
    await official.goto('/documents/new-outgoing');
    await choose(official, 'Loại văn bản', 'Báo cáo');
    await official.getByLabel('Trích yếu').fill(subject);
    await choose(official, 'Nơi nhận', 'Ủy ban nhân dân tỉnh Thanh Hóa');
    await official.getByRole('textbox', { name: /^Nội dung/ }).fill('Nội dung báo cáo.');
    await official.getByRole('button', { name: 'Lập dự thảo' }).click();
    await openTask(official, subject);

    await official.goto('/hand-over');
    await official.getByRole('button', { name: 'Bàn giao việc của Lê Văn Thử' }).click();
    const dialog = official.getByRole('dialog');
    await dialog.getByText(subject).waitFor();
    await dialog.getByText(/^Tất cả \d+ việc$/).click();
    await dialog.locator('.task').filter({ hasText: subject }).getByText('Soạn thảo').click();
    await choose(official, 'Giao cho', 'Trần Thị Ví Dụ');
    await dialog.getByLabel('Lý do').fill('Đi công tác');
    await picture(official, 'hand-over');
    await dialog.getByRole('button', { name: 'Bàn giao 1 việc' }).click();
    await official.getByText('Đã bàn giao 1 việc.').waitFor();

    const head = await stttt('truongphong');
    await openTask(head, subject);
    await head.getByText('Làm thay Lê Văn Thử').waitFor();
    await head.getByRole('button', { name: 'Trình duyệt' }).waitFor();
  });

  it('delegates what will come, until an admin ends it', async () => {
    const official = await stttt('soanthao');
    await official.goto('/hand-over');
    await official.getByRole('button', { name: 'Bàn giao việc của Lê Văn Thử' }).click();
    const dialog = official.getByRole('dialog');
    const all = dialog.getByText(/^Tất cả \d+ việc$/);
    await all.or(dialog.getByText('Người này không giữ việc nào')).first().waitFor();
    if (await all.isVisible()) await all.click();
    await choose(official, 'Giao cho', 'Trần Thị Ví Dụ');
    await dialog.getByLabel('Lý do').fill('Nghỉ phép năm');
    await dialog.getByText('Cả việc sẽ đến').click();
    await dialog.getByRole('button', { name: 'Ủy quyền', exact: true }).click();
    await official.getByText('Đã ủy quyền việc sẽ đến.').waitFor();

    const admin = await stttt('quantri');
    await admin.goto('/hand-over');
    await row(admin, 'Lê Văn Thử').getByText('Nghỉ phép năm').waitFor();
    await picture(admin, 'delegations');
    await row(admin, 'Lê Văn Thử').getByRole('button', { name: 'Kết thúc' }).click();
    await admin.getByRole('tooltip').getByRole('button', { name: 'Kết thúc' }).click();
    await row(admin, 'Lê Văn Thử').getByText('Nghỉ phép năm').waitFor({ state: 'hidden' });
    expect(await row(admin, 'Lê Văn Thử').getByRole('button', { name: 'Kết thúc' }).count()).toBe(0);
  });
});
