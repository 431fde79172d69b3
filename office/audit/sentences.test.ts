import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { policies } from '../people/policies.ts';
import { deeds } from './deeds.ts';
import { told } from './sentences.ts';

const room = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = readdirSync(room, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('node_modules') && !/test|drafting/.test(file))
  .map((file) => readFileSync(join(room, file), 'utf8'));
const written = new Set(
  sources.flatMap((text) => [...text.matchAll(/action: '([a-z]+\.[A-Za-z]+)'/g)].map((match) => match[1]!)),
);

describe('the audit trail speaks in words', () => {
  it('and says which they are and what they name, for other languages', () => {
    const number = { number: 5, notation: 'BC-STTTT', date: '2026-11-28' };
    expect(told('document.number', number, 'ok')).toEqual({
      code: 'document.number',
      values: { label: '05/BC-STTTT', date: '28/11/2026' },
      sentence: 'Cấp số 05/BC-STTTT, ngày 28/11/2026',
    });
    const { code, sentence } = told('document.sign', { outcome: 'return', remark: 'Sửa' }, 'ok');
    expect([code, sentence]).toEqual(['document.sign-return', 'Trả lại dự thảo, chưa ký']);
    const modified = { processInstanceKey: '1', activate: ['a', 'b'], terminate: [] };
    expect(told('process.modify', modified, 'ok').values).toMatchObject({ activate: 'a, b', terminate: '' });
    const reported = told('document.statusReported', { to: 'H56', code: '04' }, 'ok');
    expect(reported.sentence).toBe('Báo H56 trạng thái 04 – Đã phân công');
  });

  it('of a person, as far as was changed', () => {
    const said = (changed?: object) => told('user.save', { username: 'a', changed }, 'ok').sentence;
    expect([said(), said({ created: true }), said({ active: false }), said({ active: true })]).toEqual([
      'Ghi người dùng «a»',
      'Thêm người dùng «a»',
      'Khóa người dùng «a»',
      'Mở khóa người dùng «a»',
    ]);
    expect(said({ password: true })).toBe('Đặt lại mật khẩu của người dùng «a»');
  });

  it('of everything that the use cases write into it', () => {
    expect(written.size).toBeGreaterThan(25);
    expect([...written].filter((action) => told(action, {}, 'ok').sentence === action)).toEqual([]);
  });

  it('of every attempt that a policy can deny', () => {
    const silent = Object.keys(policies).filter((action) =>
      told(action, {}, 'denied').sentence.endsWith(action),
    );
    expect(silent).toEqual([]);
  });

  it('in few words where it is looked through by kind', () => {
    const kinds = [...written, ...Object.keys(policies)];
    expect(kinds.filter((action) => !deeds[action])).toEqual([]);
  });
});
