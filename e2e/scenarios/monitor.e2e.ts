import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { brokenProcess, callingProcess } from '../support/brokenProcess.ts';
import { openBrowser, PATIENCE_MS, picture, sitDown } from '../support/browser.ts';
import { choose } from '../support/desk.ts';
import { feeDecision, feeProcess } from '../support/feeDecision.ts';

const processId = `broken-${Date.now()}`;

let browser: Browser;
let admin: Page;
let instances: string[];

beforeAll(async () => {
  browser = await openBrowser();
  admin = await sitDown(browser, inject('stttt'), 'quantri.stttt');
});
afterAll(() => browser?.close());

/** A file to be chosen. */
const xml = (name: string, content: string) => ({
  name,
  mimeType: 'application/xml',
  buffer: Buffer.from(content),
});

async function deploy(drawing: string, id = processId): Promise<void> {
  await admin.goto('/admin/processes/new');
  await admin.locator('input[type=file]').setInputFiles(xml(`${id}.bpmn`, drawing));
  await admin.locator(`.djs-root-svg, [data-element-id=${id}]`).first().waitFor();
  await admin.getByRole('button', { name: 'Triển khai' }).click();
  await admin.getByText(`Đã triển khai ${id}`).waitFor();
}

/** By hand, from the list of processes; the dialog shows the way to the instance. */
async function start(id: string, variables: string): Promise<void> {
  await admin.goto('/admin/processes');
  await admin.getByRole('row').filter({ hasText: id }).getByRole('link').first().click();
  await admin.getByRole('button', { name: 'Chạy…' }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('Biến (JSON)').fill(variables);
  await dialog.getByRole('button', { name: 'Bắt đầu' }).click();
  await dialog.getByText('Đã bắt đầu lần chạy').waitFor();
}

const openInstance = async (key: string) => {
  await admin.goto(`/admin/instances/${key}`);
  await admin.getByRole('heading', { name: `Lần chạy ${key}` }).waitFor();
};

/** Says which way to go, in the variable that was missing. */
async function addWay(key: string, way: string): Promise<void> {
  await openInstance(key);
  await admin.getByRole('tab', { name: /^Biến/ }).click();
  await admin.getByRole('button', { name: 'Thêm biến' }).click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByLabel('Tên biến').fill('way');
  await dialog.getByLabel('Giá trị (JSON)').fill(JSON.stringify(way));
  await picture(admin, 'monitor-edit-variable');
  await dialog.getByRole('button', { name: 'Lưu' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await admin.getByRole('cell', { name: 'way', exact: true }).waitFor();
}

const shown = (words: string) =>
  admin.getByText(words, { exact: true }).first().waitFor({ timeout: PATIENCE_MS });

describe('an admin watches a process', () => {
  it('that stops, mends its variable, and lets it end', async () => {
    await deploy(brokenProcess(processId, 'Chờ tin'));
    await admin.goto(`/admin/instances?process=${processId}&state=incident`);
    const links = admin.getByRole('row').getByRole('link', { name: /^\d+$/ });
    await expect.poll(() => links.count(), { timeout: PATIENCE_MS }).toBe(3);
    instances = await links.allInnerTexts();
    await picture(admin, 'monitor-instances');

    await openInstance(instances[0]!);
    await admin.getByText('ở bước «Đi lối nào?»').waitFor();
    await picture(admin, 'monitor-instance');
    await addWay(instances[0]!, 'go');
    await admin.getByRole('button', { name: 'Cho chạy tiếp' }).click();
    await shown('Đã xong');
  });

  it('in Vietnamese, also where bpmn.io draws', async () => {
    await admin.goto('/admin/processes/new');
    await admin.locator('.bio-properties-panel').getByText('Quy trình', { exact: true }).waitFor();
    await admin.goto('/admin/forms/new');
    await admin.locator('[data-field-type=select]').press('Enter');
    await admin.locator('.fjs-form-field-label').getByText('Danh sách chọn').waitFor();
    const panel = admin.locator('.bio-properties-panel');
    await panel.getByText('Chung', { exact: true }).waitFor();
    await picture(admin, 'form-editor');
    admin.once('dialog', (question) => void question.accept());
    await admin.goto('/admin/processes');
  });

  it('retries the others with one call', async () => {
    for (const key of instances.slice(1)) await addWay(key, 'wait');
    await admin.goto(`/admin/incidents?process=${processId}`);
    await admin.getByText('2 sự cố').waitFor();
    await admin.getByText('Chọn cả trang').click();
    await picture(admin, 'monitor-incidents');
    await admin.getByRole('button', { name: 'Thử lại 2 sự cố' }).click();
    await shown('2 sự cố đã cho chạy tiếp, 0 sự cố chưa được.');
    await admin.getByText('Không có sự cố nào.').waitFor();
  });

  it('cancels those chosen in the list and says why', async () => {
    await admin.goto(`/admin/instances?process=${processId}&state=active`);
    await admin.getByRole('row').filter({ hasText: instances[1]! }).locator('.el-checkbox').click();
    await admin.getByText('Đã chọn 1 lần chạy').waitFor();
    await picture(admin, 'monitor-many');
    await admin.getByRole('button', { name: 'Dừng…' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByLabel('Lý do').fill('Chạy thử xong');
    await dialog.getByRole('button', { name: 'Dừng', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await openInstance(instances[1]!);
    await shown('Đã dừng');
  });

  it('starts one by hand, and moves it past its step', async () => {
    await start(processId, '{"way": "wait"}');
    const dialog = admin.getByRole('dialog');
    await picture(admin, 'monitor-start');
    await dialog.getByRole('link').click();
    await admin.getByRole('button', { name: 'Chuyển bước…' }).click();
    await dialog.getByText('Chờ tin (wait)').click();
    await choose(admin, 'Mở các bước', 'Xong');
    await dialog.getByLabel('Biến riêng của «Xong»').fill('{"doneBy": "quantri"}');
    await dialog.getByLabel('Lý do').fill('Tin đến bằng giấy');
    await picture(admin, 'monitor-modify');
    await dialog.getByRole('button', { name: 'Thực hiện' }).click();
    await shown('Đã xong');
  });

  it('takes the last one over to another version', async () => {
    await deploy(brokenProcess(processId, 'Chờ tin mới'));
    await openInstance(instances[2]!);
    await admin.getByRole('button', { name: 'Đổi phiên bản…' }).click();
    await choose(admin, 'Phiên bản mới', 'Thử sự cố · Phiên bản 2');
    const dialog = admin.getByRole('dialog');
    await dialog.getByText('Chờ tin mới (wait)').waitFor();
    await dialog.getByLabel('Lý do').fill('Sửa tên bước');
    await picture(admin, 'monitor-migrate');
    await dialog.getByRole('button', { name: 'Chuyển', exact: true }).click();
    await shown('Quy trình Thử sự cố, phiên bản 2');
    await admin.getByRole('link', { name: 'Quy trình Thử sự cố, phiên bản 2' }).click();
    await admin.locator('.djs-container svg').first().waitFor();
    await admin.locator('[data-element-id=wait]').click();
    const there = admin.getByRole('region', { name: 'Các lần chạy ở «Chờ tin mới»' });
    await there.getByRole('link', { name: instances[2]! }).waitFor();
    await admin.locator('.el-message').waitFor({ state: 'hidden' });
    await picture(admin, 'monitor-heat-map');
  });

  it('sees that one waits for another that it called and that has stopped, and goes there', async () => {
    const caller = `calls-${processId}`;
    await deploy(callingProcess(caller, processId), caller);
    await start(caller, '{}');
    await admin.getByRole('dialog').getByRole('link').click();
    await shown('Một lần chạy được gọi gặp sự cố, lần chạy này chờ nó. Mở lần chạy đó để xử lý.');
    await shown('Gặp sự cố');
    await picture(admin, 'monitor-called');
    await admin.getByRole('link', { name: /Quy trình Thử sự cố, phiên bản 2/ }).click();
    await admin.getByText('ở bước «Đi lối nào?»').waitFor();
    await admin.getByRole('link', { name: 'Lần chạy gọi nó' }).waitFor();
  });
});

describe('an admin looks after decisions', () => {
  const decisionId = `fee-${Date.now()}`;
  const fees = 'Lệ phí.dmn';
  const result = () => admin.getByRole('status').filter({ hasText: 'Kết quả' });

  it('deploys one with the process that asks it; faults are told with their file and element', async () => {
    await admin.goto('/admin/decisions');
    await admin.getByRole('button', { name: 'Triển khai tệp…' }).click();
    const dialog = admin.getByRole('dialog');
    const files = dialog.locator('input[type=file]');
    const process = xml(`${decisionId}.bpmn`, feeProcess(decisionId));
    await files.setInputFiles([xml(fees, feeDecision(decisionId).replace('&lt; 3', '&lt;')), process]);
    await dialog.getByRole('button', { name: 'Triển khai', exact: true }).click();
    await dialog.getByText(`${fees} › fast-days`).waitFor();
    await picture(admin, 'decision-refused');
    await dialog.getByRole('button', { name: `Bỏ tệp ${fees}` }).click();
    await files.setInputFiles([xml(fees, feeDecision(decisionId))]);
    await dialog.getByRole('button', { name: 'Triển khai', exact: true }).click();
    await admin.getByText(`Đã triển khai ${decisionId}.bpmn, ${fees}.`).waitFor();
    await admin.getByRole('row').filter({ hasText: decisionId }).first().waitFor();
  });

  it('tries it: the rule that matched is marked, and a failure told', async () => {
    await admin
      .getByRole('row')
      .filter({ hasText: decisionId })
      .getByRole('link', { name: 'Mức lệ phí' })
      .click();
    await admin.getByLabel('Biến (JSON)').fill('{"days": 5, "urgent": false}');
    await admin.getByRole('button', { name: 'Tính thử' }).click();
    await result().getByText('Dòng khớp 2').waitFor();
    await admin.locator('td.matched').getByText('200000').waitFor();
    await picture(admin, 'decision');
    await admin.getByLabel('Biến (JSON)').fill('{"days": 500}');
    await admin.getByRole('button', { name: 'Tính thử' }).click();
    await admin.getByText('Không tính được ở «Mức lệ phí».').waitFor();
    await admin.getByRole('button', { name: 'Xem sơ đồ' }).click();
    await admin.locator(`[data-element-id="${decisionId}-kind"]`).waitFor();
  });

  it('sees at an instance what its decisions came to', async () => {
    await start(decisionId, '{"days": 2, "urgent": true}');
    await admin.getByRole('dialog').getByRole('link').click();
    await admin.getByRole('tab', { name: 'Quyết định' }).click();
    const row = admin.getByRole('row').filter({ hasText: 'Mức lệ phí' });
    await row.getByText('Tính lệ phí').waitFor();
    await row.getByRole('link').click();
    await admin.locator('td.matched').getByText('500000').waitFor();
    await picture(admin, 'decision-evaluation');
  });
});
