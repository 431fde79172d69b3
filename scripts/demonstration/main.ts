// The demonstration that npm start runs: two agencies on this machine, with the story's first day in their boxes.
import { fileURLToPath } from 'node:url';
import { startEnvironment } from './environment.ts';
import { loadFirstDay } from './firstDay.ts';
import { readOptions } from './options.ts';
import { welcome } from './welcome.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const say = (line: string) => console.log(line);
const options = readOptions(process.argv.slice(2), root);
const environment = await startEnvironment(options, say).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

let stopping = false;
function stop(code: number): void {
  if (stopping) return;
  stopping = true;
  say('Đang dừng…');
  environment.stop().then(
    () => process.exit(code),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(0));
try {
  say('Nạp ngày đầu của câu chuyện…');
  await loadFirstDay(environment.places);
  say(welcome(environment.places, options.data));
} catch (error) {
  if (!stopping) console.error(error);
  stop(1);
}
