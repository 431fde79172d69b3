import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const problems = (env: Record<string, string>): string => {
  try {
    readConfig(env);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
};

describe('the configuration', () => {
  it('needs nothing but the agency: every part is embedded', () => {
    const config = readConfig({ CONGVAN_ORGAN_ID: 'H56.14', CONGVAN_DATABASE_URL: '' });
    expect(config).toMatchObject({ databaseUrl: undefined, engine: { port: 26500 }, exchange: undefined });
    expect(config.files).toMatchObject({ kind: 'folder' });
  });

  it('gives our own gateway a REST port where one is asked for', () => {
    const config = readConfig({ CONGVAN_ORGAN_ID: 'H56.14', CONGVAN_ENGINE_REST_PORT: '8088' });
    expect(config.engine).toEqual({ port: 26500, restPort: 8088 });
  });

  it('takes the PIN of a PKCS#11 module from a variable or from a file, and from one of them', () => {
    const given = { CONGVAN_ORGAN_ID: 'H56.14', CONGVAN_PKCS11_MODULE: '/usr/lib/hsm.so' };
    const config = readConfig({ ...given, CONGVAN_PKCS11_PIN_FILE: '/run/secrets/pin' });
    expect(config.keys.pkcs11).toMatchObject({
      module: '/usr/lib/hsm.so',
      pin: { file: '/run/secrets/pin' },
    });
    expect(problems(given)).toContain('CONGVAN_PKCS11_PIN_FILE');
    const both = { ...given, CONGVAN_PKCS11_PIN: '1', CONGVAN_PKCS11_PIN_FILE: '/run/secrets/pin' };
    expect(problems(both)).toContain('CONGVAN_PKCS11_PIN');
    expect(readConfig({ CONGVAN_ORGAN_ID: 'H56.14' }).keys.pkcs11).toBeUndefined();
  });

  it('moves each part by a variable', () => {
    const config = readConfig({
      CONGVAN_ORGAN_ID: 'H56',
      CONGVAN_DATABASE_URL: 'postgresql://u:p@db/congvan',
      CONGVAN_ENGINE_ADDRESS: 'zeebe:26500',
      CONGVAN_FILES: 's3://congvan',
      CONGVAN_S3_ENDPOINT: 'http://minio:9000',
      CONGVAN_S3_ACCESS_KEY: 'a',
      CONGVAN_S3_SECRET_KEY: 'b',
      CONGVAN_TSA_URLS: 'http://one, http://two',
    });
    expect(config).toMatchObject({
      databaseUrl: 'postgresql://u:p@db/congvan',
      engine: { address: 'zeebe:26500' },
      files: { kind: 's3', bucket: 'congvan' },
      timestampUrls: ['http://one', 'http://two'],
    });
  });

  it('names every variable that is missing or wrong', () => {
    expect(problems({ CONGVAN_HTTP_PORT: 'tám mươi' })).toMatch(/ORGAN_ID[\s\S]*HTTP_PORT/);
    expect(problems({ CONGVAN_ORGAN_ID: 'H56', CONGVAN_FILES: 's3://x' })).toMatch(
      /S3_ENDPOINT[\s\S]*S3_SECRET_KEY/,
    );
    expect(problems({ CONGVAN_ORGAN_ID: 'H56', CONGVAN_TLS_CERT: 'x' })).toMatch(
      /EXCHANGE_SECRET[\s\S]*TLS_KEY/,
    );
  });
});
