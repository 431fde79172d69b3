// The server of one agency: reads the configuration, starts the parts that it names, and stops them in order.
import { ConfigError, readConfig } from './config.ts';
import { createServer } from './createServer.ts';
import { explain, jsonLog } from './log.ts';

const log = jsonLog((line) => process.stdout.write(`${line}\n`));

async function main(): Promise<void> {
  const server = await createServer(readConfig(process.env), log, fail);
  let stopping = false;
  const stop = (why: string) => {
    if (stopping) return;
    stopping = true;
    log.info('stopping', { why });
    server.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // A server that was forked ends with its parent, also when that was killed.
  process.on('disconnect', () => stop('the parent has ended'));
  process.send?.('ready');
}

function fail(error: unknown): never {
  log.error('failed', { error: error instanceof ConfigError ? error.message : explain(error) });
  process.exit(1);
}

process.on('unhandledRejection', fail);
main().catch(fail);
