import { type FileStore, localFileStore } from '@congvan/storage';
import type { FilesConfig } from '../config.ts';

/** The file store that the configuration names: a folder, or a bucket of MinIO or any S3. */
export async function openFiles(config: FilesConfig): Promise<FileStore> {
  if (config.kind === 'folder') return localFileStore({ folder: config.folder });
  const { endpoint, accessKey, secretKey, bucket, region } = config;
  // An office whose files are in a folder does not load S3's client, which takes half a second.
  const { s3FileStore } = await import('@congvan/storage/s3');
  return s3FileStore({
    endPoint: endpoint.hostname,
    useSSL: endpoint.protocol === 'https:',
    ...(endpoint.port && { port: Number(endpoint.port) }),
    accessKey,
    secretKey,
    bucket,
    ...(region && { region }),
  });
}
