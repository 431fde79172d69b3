import { type FileStore, localFileStore, s3FileStore } from '@congvan/storage';
import type { FilesConfig } from '../config.ts';

/** The file store that the configuration names: a folder, or a bucket of MinIO or any S3. */
export function openFiles(config: FilesConfig): FileStore {
  if (config.kind === 'folder') return localFileStore({ folder: config.folder });
  const { endpoint, accessKey, secretKey, bucket, region } = config;
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
