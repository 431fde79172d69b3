import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBrowser, PATIENCE_MS, picture, sitDown } from '../support/browser.ts';
import { choose, complete, expectValidSignatures, openTask } from '../support/desk.ts';
import { startSimulator } from '../support/pluginSimulator.ts';

const PIN = '123456';
const at = Date.now();
const subjects = ['một', 'hai', 'ba', 'bốn'].map((which) => `Báo cáo ký thử thứ ${which} ${at}`);

let browser: Browser;
let leader: Page;
const stttt = (username: string) => sitDown(browser, inject('stttt'), `${username}.stttt`);

beforeAll(async () => {
  // The simulator's certificate is of the demonstration's authority, which a browser does not know.
  browser = await openBrowser('--ignore-certificate-errors');
  leader = await stttt('giamdoc');
});
afterAll(() => browser?.close());

/** Drafts by the official, approved by both reviewers. */
async function draftAll(): Promise<void> {
  const official = await stttt('soanthao');
  const head = await stttt('truongphong');
  const form = await stttt('thethuc');
  for (const subject of subjects) {
    await official.goto('/documents/new-outgoing');
    await choose(official, 'Loại văn bản', 'Báo cáo');
    await official.getByLabel('Trích yếu').fill(subject);
    await choose(official, 'Nơi nhận', 'Ủy ban nhân dân tỉnh Thanh Hóa');
    await official
      .getByRole('textbox', { name: /^Nội dung/ })
      .fill('Kết quả công tác trong tháng như sau ./.');
    await official.getByRole('button', { name: 'Lập dự thảo' }).click();
    await openTask(official, subject);
    await complete(official, 'Trình duyệt', 'Đã trình duyệt');
    await openTask(head, subject);
    await complete(head, 'Duyệt nội dung', 'Đã duyệt nội dung');
    await openTask(form, subject);
    await complete(form, 'Duyệt thể thức', 'Đã duyệt thể thức');
  }
}

describe('a leader signs', () => {
  it('where the image was dragged to', async () => {
    await draftAll();
    await openTask(leader, subjects[0]!);
    const mark = leader.getByRole('group', { name: /Chữ ký sẽ đặt ở đây/ });
    await mark.waitFor();
    const before = (await mark.boundingBox())!;
    await leader.mouse.move(before.x + before.width / 2, before.y + before.height / 2);
    await leader.mouse.down();
    await leader.mouse.move(before.x + before.width / 2 - 60, before.y + before.height / 2 + 30, {
      steps: 5,
    });
    await leader.mouse.up();
    const after = (await mark.boundingBox())!;
    expect(Math.round(before.x - after.x)).toBe(60);
    await picture(leader, 'sign');
    await leader.getByLabel('Mã PIN của khóa ký').fill(PIN);
    await complete(leader, 'Ký số', 'Đã ký số');
    await expectValidSignatures(leader, 1);
  });

  it('several documents with one confirmation', async () => {
    await leader.goto('/signing');
    await leader.getByLabel(subjects[1]!).check({ force: true });
    // One is read first, and chosen there: reading takes nothing of the choice away.
    await leader.getByRole('button', { name: subjects[2]! }).click();
    await leader.getByRole('group', { name: 'Chữ ký sẽ đặt ở đây' }).waitFor();
    await picture(leader, 'sign-batch-look');
    const dialog = leader.getByRole('dialog');
    await dialog.getByText('Chọn để ký').click();
    await dialog.getByRole('button', { name: 'Đóng', exact: true }).click();
    await leader.getByLabel('Mã PIN của khóa ký').fill(PIN);
    await picture(leader, 'sign-batch');
    await leader.getByRole('button', { name: 'Ký 2 văn bản' }).click();
    await leader.getByRole('status').filter({ hasText: 'Đã xong' }).waitFor({ timeout: PATIENCE_MS });
    expect(await leader.getByText('2 đã ký · 0 không ký được · 0 đang chờ').count()).toBe(1);
    await picture(leader, 'sign-batch-done');
  });

  it('with a token on their own machine, through the plug-in', async () => {
    const simulator = await startSimulator(inject('data'), inject('pluginPort'), 'Nguyễn Văn Mẫu');
    try {
      await leader.goto('/keys');
      await leader.getByRole('button', { name: 'Đổi khóa' }).click();
      await leader.getByText('USB token, qua VGCA Sign Service').click();
      const buffer = readFileSync(simulator.certificate);
      const file = { name: 'token.pem', mimeType: 'application/x-pem-file', buffer };
      await leader.locator('input[type=file]').first().setInputFiles(file);
      await picture(leader, 'keys');
      await leader.getByRole('button', { name: 'Lưu khóa' }).click();
      await leader.getByRole('status').filter({ hasText: 'Đã lưu khóa ký' }).waitFor();
      await openTask(leader, subjects[3]!);
      await leader.getByText('Mã PIN nhập ở cửa sổ của phần mềm').waitFor();
      await picture(leader, 'sign-plugin');
      await complete(leader, 'Ký số', 'Đã ký số');
      await expectValidSignatures(leader, 1);
    } finally {
      await simulator.stop();
    }
  });
});
