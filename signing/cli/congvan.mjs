#!/usr/bin/env node
// The command line: signs and validates without a server. TypeScript runs as it stands, through tsx.
import { register } from 'tsx/esm/api';

register();
const commands = {
  sign: async () => (await import('./sign.ts')).signCommand,
  extend: async () => (await import('./extend.ts')).extendCommand,
  validate: async () => (await import('./validate.ts')).validateCommand,
};
const [name = '', ...args] = process.argv.slice(2);
if (Object.hasOwn(commands, name)) {
  const command = await commands[name]();
  process.exitCode = await command(args);
} else {
  process.stderr.write(`congvan <lệnh> …
  sign       ký tệp PDF
  extend     thêm dữ liệu để chữ ký có giá trị lâu dài (B-T, B-LT, B-LTA)
  validate   kiểm tra chữ ký trên tệp PDF
Thêm --help sau một lệnh để xem tham số của lệnh đó.
`);
  process.exitCode = name === '' || name === '--help' || name === '-h' ? 0 : 2;
}
