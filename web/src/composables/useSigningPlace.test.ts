import { describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import type { SigningPlan } from '../api/types';
import { provideSigningPlace, type SigningPlace } from './useSigningPlace';

const found = ref<SigningPlan>();
vi.mock('../api/signing', () => ({ useSigningPlan: () => ({ data: found, error: ref(null) }) }));

const plan = (sha256: string): SigningPlan => ({
  part: 'person',
  file: { id: sha256, sha256 },
  place: { page: 0, x: 300, y: 200, width: 100, height: 50 },
  seal: null,
  movable: true,
  found: true,
  required: true,
  key: null,
});

async function placeOf(sha256: string): Promise<SigningPlace> {
  // Nobody below asks for it here.
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  found.value = plan(sha256);
  const place = effectScope().run(() => provideSigningPlace(() => 'task'))!;
  await nextTick();
  return place;
}

describe('the place of a signature', () => {
  it('that a prepared document has is held: it stays there and is moved no more', async () => {
    const place = await placeOf('a');
    place.hold({ page: 0, x: 50, y: 60 });
    await nextTick();
    expect(place.held.value).toBe(true);
    place.move({ page: 0, x: 1, y: 1 });
    expect(place.shown.value?.place).toMatchObject({ x: 50, y: 60 });
    expect(place.moved.value).toBe(false);
    place.hold(null);
    await nextTick();
    place.move({ page: 0, x: 10, y: 10 });
    expect(place.shown.value?.place).toMatchObject({ x: 10, y: 10 });
    expect(place.moved.value).toBe(true);
  });

  it('is found anew in another version of the file', async () => {
    const place = await placeOf('a');
    place.hold({ page: 0, x: 50, y: 60 });
    await nextTick();
    found.value = plan('b');
    await nextTick();
    expect(place.held.value).toBe(false);
    expect(place.shown.value?.place).toMatchObject({ x: 300, y: 200 });
  });
});
