// npm run plugin-simulator -- --name "Nguyễn Văn Mẫu": a token plug-in for the demonstration, with a software key.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createTestAuthority } from '@congvan/signing/authority';
import { startPluginSimulator } from '../signing/testing/pluginSimulator.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(root, 'data') },
    name: { type: 'string', default: 'Nguyễn Văn Mẫu' },
    port: { type: 'string', default: '8987' },
    seal: { type: 'boolean', default: false },
  },
});
const { data, name, port, seal } = values;
const authority = await createTestAuthority({ folder: join(data, 'authority'), ocsp: false });
const signer = await (seal ? authority.issueAgencySeal : authority.issuePerson)({ commonName: name });
const tls = await authority.issueTlsServer({ hosts: ['127.0.0.1', 'localhost'] });
const folder = join(data, 'plugin-simulator');
await mkdir(folder, { recursive: true });
const certificate = join(folder, 'token.pem');
await writeFile(certificate, signer.certificatePem + signer.chainPem);
const { url } = await startPluginSimulator({ signer, tls, port: Number(port), say: console.log });
console.log(`Phần mềm ký giả lập của «${name}» ở ${url}. Ctrl+C để dừng.
  1. Ở trang «Khóa ký», chọn «USB token, qua VGCA Sign Service» và nạp ${certificate}
  2. Mở ${url.replace('wss:', 'https:')} một lần để trình duyệt tin chứng thư của phần mềm
  3. Mở văn bản chờ ký rồi bấm «Ký số»`);
