import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBrowser, picture, sitDown } from '../support/browser.ts';
import { choose } from '../support/desk.ts';

const username = `tapsu${Date.now()}`;
const fullName = `Tập Sự ${username}`;
const PASSWORD = 'mật khẩu tạm';

let browser: Browser;
let admin: Page;

beforeAll(async () => {
  browser = await openBrowser();
  admin = await sitDown(browser, inject('stttt'), 'quantri.stttt');
});
afterAll(() => browser?.close());

/** Signs in at a desk of its own, and leaves it again. @returns the path that this led to */
async function trySignIn(): Promise<string> {
  const context = await browser.newContext({ baseURL: inject('stttt'), locale: 'vi-VN' });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('Tên đăng nhập').fill(username);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await page
    .getByRole('alert')
    .or(page.getByRole('heading', { name: 'Việc cần làm' }))
    .first()
    .waitFor();
  const { pathname } = new URL(page.url());
  await context.close();
  return pathname;
}

const row = () => admin.getByRole('row').filter({ hasText: username });

describe('an admin', () => {
  it('adds a person with a role and a unit, who signs in', async () => {
    await admin.goto('/admin/people');
    await admin.getByRole('button', { name: 'Thêm người' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByLabel('Họ tên').fill(fullName);
    await dialog.getByLabel('Chức vụ').fill('Chuyên viên tập sự');
    await choose(admin, 'Đơn vị (không bắt buộc)', 'Phòng Công nghệ thông tin');
    await dialog.getByLabel('Tên đăng nhập').fill(username);
    await dialog.getByText('Chuyên viên', { exact: true }).click();
    await dialog.getByLabel('Mật khẩu').fill(PASSWORD);
    await picture(admin, 'people-add');
    await dialog.getByRole('button', { name: 'Lưu' }).click();
    await row().waitFor();
    expect(await trySignIn()).toBe('/tasks');
  });

  it('locks them, and finds in the trail that it was done', async () => {
    await row()
      .getByRole('button', { name: `Sửa ${fullName}` })
      .click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByText('Khóa người dùng').click();
    await dialog.getByRole('button', { name: 'Lưu' }).click();
    await row().getByText('Đã khóa').waitFor();
    await picture(admin, 'people');
    expect(await trySignIn()).toBe('/sign-in');
    await admin.goto('/admin/audit');
    await choose(admin, 'Làm gì', 'Ghi người dùng');
    await admin.getByText(`Khóa người dùng «${username}»`).waitFor();
    await picture(admin, 'audit');
    await admin.getByText('Chỉ việc bị từ chối').click();
    await admin.getByText('Không có dòng nào khớp.').waitFor();
  });
});
