import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBrowser, PATIENCE_MS, picture, sitDown } from '../support/browser.ts';
import { choose, complete, expectValidSignatures, openTab, openTask } from '../support/desk.ts';

const PIN = '123456';
const proposal = `Về việc thử liên thông ${Date.now()}`;
const answer = `Phê duyệt việc thử liên thông ${Date.now()}`;

let browser: Browser;
const stttt = (username: string) => sitDown(browser, inject('stttt'), `${username}.stttt`);
const ubnd = (username: string) => sitDown(browser, inject('ubnd'), `${username}.ubnd`);

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function signAs(page: Page, subject: string): Promise<void> {
  await openTask(page, subject);
  await page.getByLabel('Mã PIN của khóa ký').fill(PIN);
  await complete(page, 'Ký số', 'Đã ký số');
}

/** The clerk's three steps: number, seal, send (Decree 30, art. 14). */
async function issue(page: Page, subject: string, name: string): Promise<void> {
  await openTask(page, subject);
  await picture(page, `${name}-number`);
  await complete(page, 'Cấp số và ngày', 'Đã cấp số');
  await openTask(page, subject);
  await page.getByLabel('Mã PIN của khóa ký').fill(PIN);
  await complete(page, 'Đóng dấu', 'Đã đóng dấu');
  await openTask(page, subject);
  await complete(page, /^Phát hành/, 'Đã phát hành');
  await expectValidSignatures(page, 2);
  await picture(page, `${name}-signatures`);
}

describe('a document goes from one agency to another and is answered', () => {
  it('is drafted, checked, signed, numbered, sealed and sent by the department', async () => {
    const official = await stttt('soanthao');
    await official.goto('/documents/new-outgoing');
    await choose(official, 'Loại văn bản', 'Tờ trình');
    await official.getByLabel('Trích yếu').fill(proposal);
    await choose(official, 'Nơi nhận', 'Ủy ban nhân dân tỉnh Thanh Hóa');
    await official
      .getByRole('textbox', { name: /^Nội dung/ })
      .fill('Kính đề nghị Ủy ban nhân dân tỉnh xem xét.');
    await picture(official, 'draft-new');
    await official.getByRole('button', { name: 'Lập dự thảo' }).click();
    await openTask(official, proposal);
    await picture(official, 'draft');
    await complete(official, 'Trình duyệt', 'Đã trình duyệt');

    const head = await stttt('truongphong');
    await openTask(head, proposal);
    await complete(head, 'Duyệt nội dung', 'Đã duyệt nội dung');
    const form = await stttt('thethuc');
    await openTask(form, proposal);
    await complete(form, 'Duyệt thể thức', 'Đã duyệt thể thức');

    const director = await stttt('giamdoc');
    await openTask(director, proposal);
    await picture(director, 'sign');
    await signAs(director, proposal);
    await issue(await stttt('vanthu'), proposal, 'department');
  });

  it('is received, submitted, instructed and assigned by the province', async () => {
    const clerk = await ubnd('vanthu');
    await openTask(clerk, proposal);
    await expectValidSignatures(clerk, 2);
    await picture(clerk, 'signatures');
    await openTab(clerk, 'Xử lý');
    await picture(clerk, 'receive');
    await complete(clerk, 'Tiếp nhận và vào sổ', 'Đã tiếp nhận');
    await openTask(clerk, proposal);
    await complete(clerk, 'Trình', 'Đã trình lãnh đạo');

    const leader = await ubnd('phochutich');
    await openTask(leader, proposal);
    await leader.getByLabel('Ý kiến chỉ đạo').fill('Giao Văn phòng chủ trì, tham mưu văn bản trả lời.');
    await choose(leader, 'Đơn vị chủ trì', 'Văn phòng UBND tỉnh');
    await choose(leader, 'Đơn vị phối hợp', 'Phòng Công nghệ thông tin', 'Phòng Kinh tế');
    await picture(leader, 'instruct');
    await complete(leader, 'Giao xử lý', 'Đã chỉ đạo');

    const head = await ubnd('truongphong');
    await openTask(head, proposal);
    await choose(head, 'Giao cho', 'Đặng Văn Thử');
    await complete(head, 'Phân công', 'Đã phân công');
  });

  it('is answered, returned once for its form, corrected, signed and sent back', async () => {
    const official = await ubnd('chuyenvien');
    await openTask(official, proposal);
    await choose(official, 'Loại văn bản', 'Quyết định');
    await official.getByLabel('Trích yếu').fill(answer);
    await choose(official, 'Thẩm quyền ký', 'KT.');
    await official.getByRole('button', { name: 'Mở dự thảo' }).click();
    await openTask(official, answer);
    await complete(official, 'Trình duyệt', 'Đã trình duyệt');
    const head = await ubnd('truongphong');
    await openTask(head, answer);
    await complete(head, 'Duyệt nội dung', 'Đã duyệt nội dung');

    const form = await ubnd('thethuc');
    await openTask(form, answer);
    await form.getByRole('button', { name: 'Trả lại để sửa…' }).click();
    await form.getByLabel('Ý kiến yêu cầu sửa').fill('Bổ sung căn cứ.');
    await complete(form, 'Trả lại', 'Đã trả lại để sửa');

    await openTask(official, answer);
    await official.getByText('Bổ sung căn cứ.').waitFor();
    await official
      .getByRole('textbox', { name: /^Nội dung/ })
      .fill('Căn cứ Nghị định 30/2020/NĐ-CP;\nĐiều 1. Phê duyệt.');
    await official.getByRole('button', { name: 'Lưu dự thảo' }).click();
    await official.getByText('Đã lưu').waitFor();
    await complete(official, 'Trình duyệt', 'Đã trình duyệt');
    await openTask(head, answer);
    await complete(head, 'Duyệt nội dung', 'Đã duyệt nội dung');
    await openTask(form, answer);
    await complete(form, 'Duyệt thể thức', 'Đã duyệt thể thức');

    await signAs(await ubnd('phochutich'), answer);
    await issue(await ubnd('vanthu'), answer, 'province');
  });

  it('is shown as done where it was written, with the way that it went', async () => {
    const clerk = await stttt('vanthu');
    await openTask(clerk, answer);
    await clerk.goto(`/documents?q=${encodeURIComponent(proposal)}`);
    await clerk.getByRole('row').filter({ hasText: proposal }).click();
    const deliveries = await openTab(clerk, 'Gửi nhận');
    await expect.poll(() => deliveries.textContent(), { timeout: PATIENCE_MS }).toMatch(/hoàn thành/i);
    await picture(clerk, 'deliveries');
    await openTab(clerk, 'Quá trình');
    await picture(clerk, 'timeline');
    await openTab(clerk, 'Sơ đồ');
    await clerk.locator('.djs-container svg').first().waitFor();
    await picture(clerk, 'process');
  });
});
