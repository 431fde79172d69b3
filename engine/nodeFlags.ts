/** What Node is started with where the engine runs: room for the many short-lived objects of a command, so that few
 * of them outlive a collection (docs/engine-speed.md). package.json and the Dockerfile say the same in theirs. */
export const NODE_FLAGS = ['--max-semi-space-size=16'];
