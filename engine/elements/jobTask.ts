import type { Behavior } from '../execution.ts';
import { activateJob } from './jobs.ts';

/** Service and send tasks: a job, and on when it is completed. */
export const jobTask: Behavior = {
  activate(x, el, node) {
    activateJob(x, el, node, node.job!);
  },
};
