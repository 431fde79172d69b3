import { OfficeError } from '../errors.ts';

/** What came over the exchange fails its checks: the clerk can only return it, with 02 and the reason. */
export class PacketProblemError extends OfficeError {
  constructor(problem: string) {
    super('packet-problem', 'conflict', `Chỉ có thể trả lại văn bản này: ${problem}`);
  }
}
