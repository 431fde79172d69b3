export { deployAll } from './deployAll.ts';
export { startWorkers, type Workers } from './startWorkers.ts';
