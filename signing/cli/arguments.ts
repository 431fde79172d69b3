/** Parameters of a command; what is wrong with them is said in Vietnamese. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The command was called in a way that cannot be meant. */
export class UsageError extends Error {
  readonly code = 'USAGE';
}

/** @throws UsageError */
export function readArguments<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(faultOf(error as NodeJS.ErrnoException));
  }
}

function faultOf({ code, message }: NodeJS.ErrnoException): string {
  // Node names the option first, in quotes, with its short form before it.
  const option = /'(?:-\w, )?(-{1,2}[^ ']*)/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `không có tham số ${option}`;
  if (code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return message;
  return message.includes('does not take an argument')
    ? `tham số ${option} không nhận giá trị`
    : `tham số ${option} cần một giá trị`;
}
