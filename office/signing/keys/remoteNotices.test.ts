import { describe, expect, it } from 'vitest';
import { remoteNotices } from './remoteNotices.ts';

describe('what a remote service tells', () => {
  it('comes to whoever waits at that address, however many they are, and to nobody else', async () => {
    const notices = remoteNotices();
    const [one, other] = [notices.open(), notices.open()];
    expect(one.address).not.toBe(other.address);
    const woken: string[] = [];
    const waits = [one.notified(), one.notified()].map((told) => told.then(() => woken.push('one')));
    void other.notified().then(() => woken.push('other'));
    notices.tell(one.address.split('/').at(-1)!);
    await Promise.all(waits);
    notices.tell('unknown');
    expect(woken).toEqual(['one', 'one']);
  });
});
