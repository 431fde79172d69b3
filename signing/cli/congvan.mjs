#!/usr/bin/env node
// The command line: signs and validates without a server. TypeScript runs as it stands, through tsx.
import { readFileSync } from 'node:fs';
import { register } from 'tsx/esm/api';

register();
// Who reads the first lines only («| head») sees no fault; it ends as one that SIGPIPE ends.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(141);
});
const commands = {
  sign: async () => (await import('./sign.ts')).signCommand,
  extend: async () => (await import('./extend.ts')).extendCommand,
  validate: async () => (await import('./validate.ts')).validateCommand,
};
const usage = `congvan <lệnh> …
  sign       ký tệp PDF
  extend     thêm dữ liệu để chữ ký có giá trị lâu dài (B-T, B-LT, B-LTA)
  validate   kiểm tra chữ ký trên tệp PDF
Thêm --help sau một lệnh để xem tham số của lệnh đó; --version cho biết phiên bản.
`;
const [name = '', ...args] = process.argv.slice(2);
if (Object.hasOwn(commands, name)) {
  const command = await commands[name]();
  process.exitCode = await command(args);
} else if (name === '--version') {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${version}\n`);
} else if (['--help', '-h', 'help'].includes(name)) {
  process.stdout.write(usage);
} else {
  if (name) process.stderr.write(`congvan: không có lệnh «${name}»\n\n`);
  process.stderr.write(usage);
  process.exitCode = 2;
}
